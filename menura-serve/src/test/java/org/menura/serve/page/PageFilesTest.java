package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's files: few bytes, and none of the ways in which text becomes markup or code. */
class PageFilesTest {
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\\.write|DOMParser"
                    + "|createContextualFragment|srcdoc|\\beval\\s*\\(|\\bFunction\\s*\\(|set(Timeout|Interval)\\(\\s*['\"`]|javascript:");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import\\() ?'([^']+)'");

    private static List<Path> files() throws IOException, URISyntaxException {
        URL index = Objects.requireNonNull(PageFilesTest.class.getResource("/org/menura/serve/page/index.html"));
        try (Stream<Path> files =
                Files.list(Objects.requireNonNull(Path.of(index.toURI()).getParent()))) {
            return files.filter(f -> !f.toString().endsWith(".class")).sorted().toList();
        }
    }

    @Test
    void takesLessThan150Kilobytes() throws Exception {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertTrue(bytes > 10_000 && bytes < 150_000, bytes + " bytes");
    }

    @Test
    void readsNoTextAsMarkupOrCode() throws Exception {
        for (Path file : files()) {
            Matcher matcher = MARKUP.matcher(Files.readString(file));
            assertFalse(matcher.find(), () -> file + " has " + matcher.group());
        }
    }

    @Test
    void keepsScriptsAndStylesOutOfTheMarkup() throws Exception {
        String index = Files.readString(files().stream()
                .filter(f -> f.endsWith("index.html"))
                .findFirst()
                .orElseThrow());
        assertFalse(Pattern.compile("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)")
                .matcher(index)
                .find());
        assertFalse(
                Pattern.compile("(src|href)=[\"']?(https?:)?//").matcher(index).find(), "nothing comes from elsewhere");
    }

    @Test
    void importsOnlyItsOwnFiles() throws Exception {
        List<String> names =
                files().stream().map(f -> String.valueOf(f.getFileName())).toList();
        List<String> imported = new ArrayList<>();
        for (Path file : files()) {
            Matcher matcher = IMPORT.matcher(Files.readString(file));
            while (matcher.find()) {
                assertTrue(matcher.group(1).startsWith("./"), file + " imports " + matcher.group(1));
                imported.add(matcher.group(1).substring(2));
            }
        }
        assertTrue(names.containsAll(imported), () -> imported + " of " + names);
        assertFalse(imported.isEmpty());
    }

    @Test
    void hasFilesOfOneIdea() throws Exception {
        for (Path file : files()) {
            if (file.toString().endsWith(".js")) {
                long lines;
                try (Stream<String> all = Files.lines(file)) {
                    lines = all.count();
                }
                assertTrue(lines < 300, file + " has " + lines + " lines");
            }
        }
        assertEquals(
                1, files().stream().filter(f -> f.toString().endsWith(".css")).count());
    }
}
