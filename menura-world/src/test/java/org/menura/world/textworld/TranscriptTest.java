package org.menura.world.textworld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded episodes of the original interpreter, played again. */
class TranscriptTest {
    @Test
    void everyStepIsEqual() throws IOException {
        List<Transcript> transcripts = Transcript.read(new GameFolder(TextWorldFixture.folder()).transcripts());
        int steps = 0;
        for (Transcript transcript : transcripts) {
            assertEquals(
                    List.of(),
                    transcript.differences(TextWorldFixture.game(transcript.game())),
                    transcript.game() + " " + transcript.episode());
            steps += transcript.steps();
        }
        assertTrue(steps > 200, "steps: " + steps);
    }

    @Test
    void aChangedRecordIsFound(@TempDir Path folder) throws IOException {
        Path recorded = new GameFolder(TextWorldFixture.folder()).transcripts();
        String line = Files.readAllLines(recorded).getFirst();
        Path changed = folder.resolve("changed.jsonl");
        Files.writeString(changed, line.replaceFirst("\"score\": 0, \"moves\": 1", "\"score\": 7, \"moves\": 1"));
        Transcript transcript = Transcript.read(changed).getFirst();
        List<Transcript.Difference> differences = transcript.differences(TextWorldFixture.game(transcript.game()));
        assertFalse(differences.isEmpty());
        assertEquals("score", differences.getFirst().field());
        assertEquals(1, differences.getFirst().step());
    }
}
