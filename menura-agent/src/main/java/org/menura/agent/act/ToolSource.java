package org.menura.agent.act;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * Opens the tools that profiles name, found on the class path by {@code ServiceLoader}: {@code calculator} or {@code mcp: npx -y
 * some-server}. What stands before the first colon says which source is asked.
 */
@Extension
public interface ToolSource {
    /** Returns the words before the colon that this source answers to. */
    List<String> names();

    /**
     * Opens tools.
     *
     * @param name one of {@link #names}
     * @param rest what stands behind the colon; empty if there is none
     * @throws org.menura.format.FormatException if {@code rest} says nothing that there is
     */
    Opened open(String name, String rest, Setting setting) throws IOException, InterruptedException;

    /**
     * What sources may know of the run.
     *
     * @param folder that names of files in the profile are relative to
     * @param sandbox whether programs run in a sandbox; false only where that was said by name
     */
    record Setting(Path folder, boolean sandbox) {}

    /**
     * Tools that were opened, and what is to be closed when the agent ends.
     *
     * @param tools in the order in which the model is told of them
     * @param close closes what they need, such as a server's process
     */
    record Opened(List<Tool> tools, AutoCloseable close) {
        public Opened {
            tools = List.copyOf(tools);
        }

        /** Tools that need nothing to be closed. */
        public static Opened of(Tool... tools) {
            return new Opened(List.of(tools), () -> {});
        }
    }
}
