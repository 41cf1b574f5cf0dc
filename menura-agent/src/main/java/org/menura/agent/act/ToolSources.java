package org.menura.agent.act;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.menura.format.FormatException;
import org.menura.sandbox.Sandbox;
import org.menura.sandbox.SandboxException;

/** Opens what profiles name as tools: those that come along, and those of the class path's {@link ToolSource}s. */
public final class ToolSources {
    private ToolSources() {}

    /**
     * Tools that were opened.
     *
     * @param tools in the order in which they were named
     * @param groups names of tools by the word before the colon that they were opened by, such as files
     */
    public record Opened(List<Tool> tools, Map<String, List<String>> groups, List<AutoCloseable> closing)
            implements AutoCloseable {
        public Opened {
            tools = List.copyOf(tools);
            groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
            closing = List.copyOf(closing);
        }

        /** Closes what the tools need, the last one first. */
        @Override
        public void close() throws IOException {
            IOException first = null;
            for (AutoCloseable one : closing.reversed()) {
                try {
                    one.close();
                } catch (IOException e) {
                    first = first == null ? e : first;
                } catch (Exception e) {
                    first = first == null ? new IOException(e) : first;
                }
            }
            if (first != null) {
                throw first;
            }
        }
    }

    /**
     * Opens tools by name.
     *
     * @param folder that files in the names are relative to
     * @param sandbox whether programs run in a sandbox
     * @throws FormatException if a name is none
     */
    public static Opened open(List<String> names, Path folder, boolean sandbox)
            throws IOException, InterruptedException {
        Map<String, ToolSource> sources = sources();
        List<Tool> tools = new ArrayList<>();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        List<AutoCloseable> closing = new ArrayList<>();
        ToolSource.Setting setting = new ToolSource.Setting(folder, sandbox);
        try {
            for (String name : names) {
                int colon = name.indexOf(':');
                String first = (colon < 0 ? name : name.substring(0, colon)).strip();
                ToolSource source = sources.get(first);
                if (source == null) {
                    throw new FormatException(
                            "there are no tools '%s'; there are %s".formatted(name, sources.keySet()));
                }
                ToolSource.Opened opened = source.open(
                        first, colon < 0 ? "" : name.substring(colon + 1).strip(), setting);
                tools.addAll(opened.tools());
                List<String> group = groups.computeIfAbsent(first, _ -> new ArrayList<>());
                opened.tools().forEach(t -> group.add(t.definition().name()));
                closing.add(opened.close());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            new Opened(List.of(), Map.of(), closing).close();
            throw e;
        }
        return new Opened(tools, groups, closing);
    }

    private static Map<String, ToolSource> sources() {
        Map<String, ToolSource> out = new LinkedHashMap<>();
        ToolSource own = new BuiltInTools();
        own.names().forEach(n -> out.put(n, own));
        ServiceLoader.load(ToolSource.class).forEach(s -> s.names().forEach(n -> out.putIfAbsent(n, s)));
        return out;
    }

    /** Returns the name of this machine's sandbox; none if it has none. */
    public static String sandboxName() throws InterruptedException {
        try {
            return Sandbox.open().guarantees().mechanism();
        } catch (SandboxException e) {
            return "missing";
        }
    }
}
