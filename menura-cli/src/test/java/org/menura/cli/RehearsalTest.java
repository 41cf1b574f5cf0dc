package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RehearsalTest {
    @TempDir
    private Path folder;

    @Test
    void everyCommandSucceeds() throws IOException {
        System.setProperty("menura.home", Cli.repository().toString());
        StringWriter err = new StringWriter();
        assertEquals(0, Rehearsal.in(folder.resolve("new"), new PrintWriter(err)), err::toString);
    }
}
