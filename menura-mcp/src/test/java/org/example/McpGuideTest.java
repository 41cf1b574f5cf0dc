package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.menura.sandbox.SandboxException;

/** The program in docs/mcp.md runs, and is the one that it prints. */
class McpGuideTest {
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    @Test
    void theGuideQuotesTheProgram() throws IOException {
        Matcher m = QUOTE.matcher(Files.readString(root().resolve("docs/mcp.md")));
        int count = 0;
        while (m.find()) {
            String source = Files.readString(root().resolve(m.group(1)));
            assertTrue(source.contains(m.group(2).stripTrailing()), m.group(1) + " is not as the guide has it");
            count++;
        }
        assertEquals(2, count);
    }

    @Test
    void theProgramListens() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            ToolServer.main(new String[] {root().resolve("models/nano").toString(), "once"});
        } finally {
            System.setOut(before);
        }
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.matches("listening at port [1-9]\\d*\\s+"), printed);
    }

    @Test
    void toolsOfAServerAreShown() throws Exception {
        String server = """
                while IFS= read -r line; do
                  id=$(printf '%s' "$line" | sed 's/.*"id":\\("[^"]*"\\|[0-9]*\\).*/\\1/')
                  case "$line" in
                    *'"initialize"'*) result='{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"notes","version":"1"}}' ;;
                    *'"tools/list"'*) result='{"tools":[{"name":"note","description":"Notes it.","inputSchema":{"type":"object"}}]}' ;;
                    *) continue ;;
                  esac
                  printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result"
                done
                """;
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            ServersTools.main(new String[] {"/bin/sh", "-c", server});
        } catch (SandboxException e) {
            Assumptions.abort(e.getMessage());
        } finally {
            System.setOut(before);
        }
        assertEquals("note: Notes it.", out.toString(StandardCharsets.UTF_8).strip());
    }
}
