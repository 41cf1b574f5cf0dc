package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultViewerTest {
    @Test
    void eachDesktopHasItsProgram() {
        Path page = Path.of("/runs/a/out/programme.html");
        assertEquals(List.of("open", page.toString()), ResultViewer.command("Mac OS X", false, page));
        assertEquals("rundll32", ResultViewer.command("Windows 11", false, page).getFirst());
        assertEquals(List.of("xdg-open", page.toString()), ResultViewer.command("Linux", true, page));
        assertEquals(List.of(), ResultViewer.command("Linux", false, page));
    }
}
