package org.menura.recipes.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    @Test
    void aWrongFolderIsToldInASentence(@TempDir Path folder) throws Throwable {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = {
            "org.menura.recipes.pubmedqa.PubMedQaData",
            folder.toString(),
            folder.resolve("out").toString()
        };
        assertEquals(1, Program.run(args, new PrintStream(err, true, StandardCharsets.UTF_8)));
        assertEquals(
                "no such file or folder: " + folder.resolve("pubmedqa/pqa_labeled.jsonl"),
                err.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void whatIsAFaultOfOursKeepsItsTrace() {
        String[] args = {ProgramTest.class.getName()};
        assertThrows(ArithmeticException.class, () -> Program.run(args, System.err));
    }

    public static void main(String[] args) {
        throw new ArithmeticException("" + args.length);
    }
}
