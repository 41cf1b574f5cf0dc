package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelsCommandTest {
    private static final String BEGIN = "<!-- models -->\n";
    private static final String END = "<!-- /models -->";

    @Test
    void theTableOfTheReadmeIsThatOfTheRegistry() throws IOException {
        String readme = Files.readString(Cli.repository().resolve("README.md")).replace("\r\n", "\n");
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        assertTrue(begin >= 0 && end > begin, "README.md lacks the marks around the table of models");
        // The family of scripted answers is on the class path of these tests alone.
        String table = Cli.run("models", "--markdown")
                .out()
                .lines()
                .filter(line -> !line.contains("`menura_scripted`"))
                .collect(Collectors.joining("\n", "", "\n"));
        assertEquals(
                table,
                readme.substring(begin + BEGIN.length(), end),
                "put the output of `menura models --markdown` between the marks in README.md");
    }

    @Test
    void familiesOfAllKindsAreListed() {
        String out = Cli.run("models").out();
        assertTrue(out.contains("mixtral") && out.contains("rwkv7") && out.contains("bert") && out.contains("t5"), out);
    }

    @Test
    void unknownOptionsAreWrongUsage() {
        assertEquals(2, Cli.run("models", "--html").code());
    }
}
