package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the modules run downwards only. */
class ModuleDirectionTest {
    /** From the lowest to the highest. */
    private static final List<String> MODULES =
            List.of("tensor", "onednn", "format", "model", "generate", "train", "cli");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.menura");

    @Test
    void noModuleDependsOnAHigherOne() {
        String upwards = CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> level(d.getTargetClass()) > level(d.getOriginClass()))
                .map(Dependency::getDescription)
                .collect(Collectors.joining("\n"));
        assertEquals("", upwards);
    }

    /** What {@code java.util.ServiceLoader} finds may be missing. */
    @Test
    void noModuleDependsOnAnExtension() {
        String uses = CLASSES.stream()
                .filter(c -> !extension(c))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> extension(d.getTargetClass()))
                .map(Dependency::getDescription)
                .collect(Collectors.joining("\n"));
        assertEquals("", uses);
    }

    private static boolean extension(JavaClass c) {
        return c.getPackageName().startsWith("org.menura.onednn");
    }

    @Test
    void everyClassBelongsToAModule() {
        String strays = CLASSES.stream()
                .filter(c -> level(c) < 0)
                .map(JavaClass::getName)
                .collect(Collectors.joining("\n"));
        assertEquals("", strays);
        for (String module : MODULES) {
            assertTrue(
                    CLASSES.stream().anyMatch(c -> level(c) == MODULES.indexOf(module)), module + " was not scanned");
        }
    }

    /** The place of a class's module in {@link #MODULES}, -1 for a class of another project. */
    private static int level(JavaClass c) {
        String name = c.getPackageName();
        return name.startsWith("org.menura.") ? MODULES.indexOf(name.split("\\.", 4)[2]) : -1;
    }
}
