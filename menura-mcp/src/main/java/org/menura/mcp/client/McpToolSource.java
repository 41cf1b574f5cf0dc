package org.menura.mcp.client;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.agent.act.ToolSource;
import org.menura.format.FormatException;
import org.menura.sandbox.Limits;
import org.menura.sandbox.Sandbox;
import org.menura.sandbox.SandboxCommand;
import org.menura.sandbox.SandboxProcess;

/**
 * Tools of servers that profiles name: {@code mcp: my-server --flag} or {@code mcp: https://host/mcp}. {@code mcp-trusted:} also believes what a server
 * hints of its tools' effects. A program runs in the sandbox, and can read there what the machine's {@code /usr} holds. The key of a server over
 * HTTP is the environment variable {@code MENURA_MCP_KEY}. Tools are pinned in {@code mcp-pins.json} beside the profile.
 */
public final class McpToolSource implements ToolSource {
    /** The name of the file of pins. */
    public static final String PINS = "mcp-pins.json";

    private static final String TRUSTED = "mcp-trusted";

    /** Creates the source. */
    public McpToolSource() {}

    @Override
    public List<String> names() {
        return List.of("mcp", TRUSTED);
    }

    @Override
    public Opened open(String name, String rest, Setting setting) throws IOException, InterruptedException {
        if (rest.isEmpty()) {
            throw new FormatException(
                    "'%s' needs a command or an address, such as '%s: my-server' or '%s: https://host/mcp'"
                            .formatted(name, name, name));
        }
        McpServer.Options options =
                McpServer.Options.standard().withPins(Pins.in(setting.folder().resolve(PINS)));
        if (name.equals(TRUSTED)) {
            options = options.trusting();
        }
        McpServer server = rest.matches("https?://.*")
                ? McpServer.http(URI.create(rest), System.getenv("MENURA_MCP_KEY"), options)
                : McpServer.of(start(words(rest), setting.sandbox()), rest, options);
        return new Opened(server.tools(), server);
    }

    private static SandboxProcess start(List<String> words, boolean sandbox) throws IOException, InterruptedException {
        return sandbox
                ? Sandbox.open()
                        .start(SandboxCommand.of(words.toArray(String[]::new)).limits(Limits.lasting()))
                : SandboxProcess.startUnconfined(words, Map.of(), Limits.lasting());
    }

    /** Splits a command at spaces that stand in no quotes. */
    static List<String> words(String command) {
        List<String> out = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean begun = false;
        for (char c : command.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun || !word.isEmpty()) {
                    out.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new FormatException("the command %s has an open quote".formatted(command));
        }
        if (begun || !word.isEmpty()) {
            out.add(word.toString());
        }
        return out;
    }
}
