package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.annotation.Internal;

/**
 * What a program sees that depends on {@code menura-generate}: few types for those who use models, more for those who
 * extend Menura ({@link Extension}), and nothing of what is {@link Internal}.
 */
@Tag("slow")
class PublishedTypesTest {
    private static final int MOST = 130;
    private static final List<String> MODULES = List.of("tensor", "format", "chat", "model", "generate");

    private enum Audience {
        USERS,
        EXTENDERS,
        MENURA
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(MODULES.stream().map(m -> "org.menura." + m).toArray(String[]::new));

    /** What packages say of all their types. */
    private static final Map<String, Audience> PACKAGES = packages();

    private static Map<String, Audience> packages() {
        Map<String, Audience> out = new HashMap<>();
        for (String module : MODULES) {
            Path sources = Cli.data("../menura-" + module + "/src/main/java").normalize();
            try (Stream<Path> all = Files.walk(sources)) {
                for (Path file :
                        all.filter(f -> f.endsWith("package-info.java")).toList()) {
                    String text = Files.readString(file);
                    String name =
                            sources.relativize(file.getParent()).toString().replaceAll("[/\\\\]", ".");
                    out.put(
                            name,
                            text.contains("\n@Internal\n")
                                    ? Audience.MENURA
                                    : text.contains("\n@Extension\n") ? Audience.EXTENDERS : Audience.USERS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out;
    }

    private static Audience audience(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        if (!outer.getModifiers().contains(JavaModifier.PUBLIC) || has(outer, Internal.class)) {
            return Audience.MENURA;
        }
        if (has(outer, Extension.class)) {
            return Audience.EXTENDERS;
        }
        return PACKAGES.getOrDefault(outer.getPackageName(), Audience.USERS);
    }

    private static boolean has(JavaClass type, Class<? extends Annotation> mark) {
        return type.isAnnotatedWith(mark);
    }

    private static List<String> topLevel(Audience audience) {
        return CLASSES.stream()
                .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(c -> audience(c) == audience)
                .map(JavaClass::getName)
                .sorted()
                .toList();
    }

    @Test
    void usersSeeFewTypes() {
        List<String> published = topLevel(Audience.USERS);
        assertTrue(published.contains("org.menura.generate.Menura"));
        assertTrue(
                published.size() <= MOST,
                "%d types are published, more than %d; mark what is not for users with @Extension or @Internal, or let it"
                                .formatted(published.size(), MOST)
                        + " be package-private:\n" + String.join("\n", published));
    }

    @Test
    void whatIsPublishedShowsNothingInternal() {
        TreeSet<String> leaks = new TreeSet<>();
        for (JavaClass c : CLASSES) {
            if (audience(c) == Audience.USERS && isVisible(c)) {
                signatures(c)
                        .forEach((where, types) -> types.stream()
                                .flatMap(t -> t.getAllInvolvedRawTypes().stream())
                                .map(JavaClass::getBaseComponentType)
                                .filter(t -> t.getPackageName().startsWith("org.menura"))
                                .filter(t -> audience(t) == Audience.MENURA)
                                .forEach(t -> leaks.add(where + " shows " + t.getName())));
            }
        }
        assertEquals("", String.join("\n", leaks));
    }

    /** Whether a class and all around it are public, or nested and protected. */
    private static boolean isVisible(JavaClass c) {
        return isVisible((HasModifiers) c)
                && c.getEnclosingClass().map(PublishedTypesTest::isVisible).orElse(true);
    }

    private static boolean isVisible(HasModifiers m) {
        return m.getModifiers().contains(JavaModifier.PUBLIC)
                || m.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Map<String, List<JavaType>> signatures(JavaClass c) {
        Map<String, List<JavaType>> out = new HashMap<>();
        for (JavaCodeUnit m : c.getCodeUnits()) {
            if (isVisible(m) && !m.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                List<JavaType> types = new ArrayList<>(m.getParameterTypes());
                types.add(m.getReturnType());
                out.put(m.getFullName(), types);
            }
        }
        for (JavaField f : c.getFields()) {
            if (isVisible(f)) {
                out.put(f.getFullName(), List.of(f.getType()));
            }
        }
        return out;
    }
}
