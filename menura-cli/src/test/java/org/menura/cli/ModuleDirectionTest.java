package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The arrows between the modules run downwards only, and no packages know each other in a circle. */
@Tag("slow")
class ModuleDirectionTest {
    /** For each module those that it names in its own pom; what they rest on may be used too. */
    private static final Map<String, Set<String>> RESTS_ON = new LinkedHashMap<>();

    /** Modules that the command does not need, so that their classes lie in their own folders, where they have been built. */
    private static final Map<String, String> BESIDE = Map.of(
            "scripted", "menura-scripted",
            "langchain4j", "menura-langchain4j",
            "springai", "menura-spring-ai",
            "boot", "menura-spring-ai-starter",
            "spark", "menura-spark");

    /** Modules that are found by {@code ServiceLoader} and may be missing. */
    private static final Set<String> EXTENSIONS = Set.of("onednn", "x86");

    static {
        RESTS_ON.put("tensor", Set.of());
        RESTS_ON.put("onednn", Set.of("tensor"));
        RESTS_ON.put("x86", Set.of("tensor"));
        RESTS_ON.put("format", Set.of("tensor"));
        RESTS_ON.put("chat", Set.of("format"));
        RESTS_ON.put("data", Set.of("chat"));
        RESTS_ON.put("model", Set.of("format"));
        RESTS_ON.put("generate", Set.of("model", "chat"));
        RESTS_ON.put("search", Set.of("generate"));
        RESTS_ON.put("serve", Set.of("generate"));
        RESTS_ON.put("mcp", Set.of("search", "agent"));
        RESTS_ON.put("scripted", Set.of("generate"));
        RESTS_ON.put("langchain4j", Set.of("generate", "agent"));
        RESTS_ON.put("springai", Set.of("generate"));
        RESTS_ON.put("boot", Set.of("springai"));
        RESTS_ON.put("train", Set.of("generate", "data"));
        RESTS_ON.put("sandbox", Set.of());
        RESTS_ON.put("eval", Set.of("train", "sandbox"));
        RESTS_ON.put("detect", Set.of("eval"));
        RESTS_ON.put("agent", Set.of("search", "sandbox"));
        RESTS_ON.put("world", Set.of("agent", "eval"));
        RESTS_ON.put("conference", Set.of("agent", "train"));
        RESTS_ON.put("verify", Set.of("eval", "world", "detect"));
        RESTS_ON.put("spark", Set.of("eval"));
        RESTS_ON.put(
                "cli",
                Set.of(
                        "generate",
                        "search",
                        "serve",
                        "mcp",
                        "train",
                        "eval",
                        "detect",
                        "agent",
                        "world",
                        "conference",
                        "verify"));
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importLocations(locations());

    private static Set<Location> locations() {
        Set<Location> out = new HashSet<>(Locations.ofPackage("org.menura"));
        BESIDE.values().stream()
                .map(folder ->
                        Cli.repository().resolve(folder).resolve("target").resolve("classes"))
                .filter(Files::isDirectory)
                .forEach(classes -> out.add(Location.of(classes)));
        return out;
    }

    @Test
    void aModuleKnowsThoseBelowItAlone() {
        String upwards = CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> isOurs(d.getTargetClass()))
                .filter(d -> !below(module(d.getOriginClass())).contains(module(d.getTargetClass())))
                .map(Dependency::getDescription)
                .collect(Collectors.joining("\n"));
        assertEquals("", upwards);
    }

    @Test
    void noModuleDependsOnAnExtension() {
        String uses = CLASSES.stream()
                .filter(c -> !EXTENSIONS.contains(module(c)))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> isOurs(d.getTargetClass()) && EXTENSIONS.contains(module(d.getTargetClass())))
                .map(Dependency::getDescription)
                .collect(Collectors.joining("\n"));
        assertEquals("", uses);
    }

    @Test
    void everyClassBelongsToAModule() {
        String strays = CLASSES.stream()
                .filter(c -> !RESTS_ON.containsKey(module(c)))
                .map(JavaClass::getName)
                .collect(Collectors.joining("\n"));
        assertEquals("", strays);
        for (String module : RESTS_ON.keySet()) {
            assertTrue(
                    BESIDE.containsKey(module)
                            || CLASSES.stream().anyMatch(c -> module(c).equals(module)),
                    module + " was not scanned");
        }
    }

    @Test
    void noPackagesFormACircle() {
        SlicesRuleDefinition.slices()
                .matching("org.menura.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** The module and all that it rests on. */
    private static Set<String> below(String module) {
        Set<String> all = new HashSet<>(Set.of(module));
        RESTS_ON.getOrDefault(module, Set.of()).forEach(m -> all.addAll(below(m)));
        return all;
    }

    private static boolean isOurs(JavaClass c) {
        return c.getPackageName().startsWith("org.menura.");
    }

    private static String module(JavaClass c) {
        return isOurs(c) ? c.getPackageName().split("\\.", 4)[2] : c.getPackageName();
    }
}
