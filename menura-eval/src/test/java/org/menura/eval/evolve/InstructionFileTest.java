package org.menura.eval.evolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class InstructionFileTest {
    private static final String LINES = """
            {"id": "a", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "Ask."}, {"role": "assistant", "content": "Answer."}]}
            {"id": "a", "prompt": [{"role": "user", "content": "Another."}]}
            {"instruction": "Add.", "input": "1, 2", "output": "3"}

            {"id": "self", "instruction": "Write.", "instances": [{"input": "", "output": "ok"}]}
            {"prompt": "Ask."}
            """;

    @TempDir
    private Path folder;

    @Test
    void allFormsOfInstructionsAreRead() throws IOException {
        List<Instruction> read = InstructionFile.read(List.of(Files.writeString(folder.resolve("s.jsonl"), LINES)));
        assertEquals(
                List.of("a", "a-2", "seed-3", "self"),
                read.stream().map(Instruction::id).toList());
        assertEquals(new Instruction("a", "Ask.", "Answer."), read.getFirst());
        assertEquals(new Instruction("seed-3", "Add.\n\n1, 2", "3"), read.get(2));
        assertNull(read.get(1).answer());
    }

    @Test
    void brokenFilesAreRefusedInASentence() throws IOException {
        byte[] bytes = LINES.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] broken = bytes.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                assertTrue(!InstructionFile.read(List.of(Files.write(folder.resolve("b.jsonl"), broken)))
                        .isEmpty());
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("b.jsonl"), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 100, "refused: " + refused);
    }
}
