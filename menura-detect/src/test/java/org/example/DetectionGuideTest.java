package org.example;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.detect.Models;
import org.menura.detect.calibrate.Standing;

/** The program in docs/detection.md runs, and is the one that it prints. */
class DetectionGuideTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void thePrintedProgramIsTheOneThatRuns() throws IOException {
        Path file = Models.repository().resolve("menura-detect/src/test/java/org/example/Judge.java");
        String page = Files.readString(Models.repository().resolve("docs/detection.md"));
        String program = Files.readString(file);
        String method = program.substring(program.indexOf("        try ("), program.lastIndexOf("    }\n}"));
        String shown = method.stripTrailing().stripIndent();
        assertTrue(page.contains(shown), shown);
    }

    @Test
    void theProgramRanksTexts() throws IOException {
        for (int i = 0; i < 30; i++) {
            Files.writeString(
                    folder.resolve(i + ".txt"),
                    "Resolution %d of the %dth committee passed; nobody objected to it.".formatted(7 * i, i));
        }
        List<Standing> standings = Judge.judge(
                Models.repository().resolve("models/stories260K"),
                folder,
                List.of(
                        "Hi",
                        "Once upon a time, there was a little girl named Lily. She loved to play outside in the park with her mom."
                                + " One day, she saw a big red ball."));
        assertInstanceOf(Standing.TooShort.class, standings.getFirst());
        Standing.Ranked ranked = assertInstanceOf(Standing.Ranked.class, standings.getLast());
        assertTrue(ranked.isPassed(), standings.toString());
    }
}
