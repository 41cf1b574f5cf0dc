package org.menura.conference.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class IndependenceTest {
    @Test
    void checkerToolsAndGeneratorShareNoClass() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.menura.conference");
        for (String room : List.of("check", "world", "tool")) {
            String own = "org.menura.conference." + room;
            List<String> strange = classes.stream()
                    .filter(c -> c.getPackageName().equals(own))
                    .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                    .map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
                    .filter(p -> p.startsWith("org.menura.") && !p.equals(own))
                    .filter(p -> !p.startsWith("org.menura.format")
                            && !(room.equals("tool")
                                    && (p.startsWith("org.menura.agent.act") || p.startsWith("org.menura.chat"))))
                    .distinct()
                    .toList();
            assertEquals(List.of(), strange, room);
            assertTrue(classes.stream().anyMatch(c -> c.getPackageName().equals(own)), room);
        }
    }
}
