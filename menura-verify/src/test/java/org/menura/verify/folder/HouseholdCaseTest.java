package org.menura.verify.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.verify.Check;

class HouseholdCaseTest {
    private static final String BEGINNING =
            "You are in the middle of a room. Looking quickly around you, you see a bed 1, and a desk 1.\\n"
                    + "Your task is to: put a book in bed.\\n> go to desk 1\\nOn the desk 1, you see a book 2.\\n";

    @Test
    void replaysTrajectories(@TempDir Path folder) throws IOException {
        assertFalse(FolderCases.isIn(folder));
        Files.writeString(folder.resolve("react_prompts.json"), """
                {"whole": "%1$s> take book 2 from desk 1\\nYou pick up the book 2 from the desk 1.\\n> go to bed 1\\nOn the \
                bed 1, you see nothing.\\n> put book 2 in/on bed 1\\nYou put the book 2 in/on the bed 1.\\n",
                 "cut": "%1$s", "wrong": "%1$s> open desk 1\\nYou open the desk 1."}
                """.formatted(BEGINNING));
        assertTrue(FolderCases.isIn(folder));
        List<Check> checks = FolderCases.verify(folder);
        assertEquals(List.of(true, false, false), checks.stream().map(Check::ok).toList());
        assertEquals("5 observations equal, goal reached", checks.get(0).note());
        assertTrue(checks.get(1).note().contains("goal"));
        assertTrue(checks.get(2).note().contains("Nothing happens."));
    }
}
