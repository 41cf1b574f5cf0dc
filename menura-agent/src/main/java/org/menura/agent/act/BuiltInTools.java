package org.menura.agent.act;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.menura.format.FormatException;

/** The tools that come along, by the names that profiles have for them. */
final class BuiltInTools implements ToolSource {
    private static final String CALCULATOR = "calculator";
    private static final String CLOCK = "clock";
    private static final String FILES = "files";
    private static final String PYTHON = "python";
    private static final String SHELL = "shell";
    private static final String HTTP = "http";

    @Override
    public List<String> names() {
        return List.of(CALCULATOR, CLOCK, FILES, PYTHON, SHELL, HTTP);
    }

    @Override
    public Opened open(String name, String rest, Setting setting) throws IOException, InterruptedException {
        if (!rest.isEmpty() && !name.equals(HTTP)) {
            throw new FormatException("the tools '%s' take nothing behind a colon".formatted(name));
        }
        return switch (name) {
            case CALCULATOR -> Opened.of(new Calculator());
            case CLOCK -> Opened.of(new ClockTool());
            case FILES -> new Opened(FileTools.all(), () -> {});
            case PYTHON -> Opened.of(ProgramTool.python(setting.sandbox()));
            case SHELL -> Opened.of(ProgramTool.shell(setting.sandbox()));
            case HTTP -> Opened.of(new HttpTool(hosts(rest)));
            default -> throw new FormatException("there are no tools '%s'".formatted(name));
        };
    }

    private static Set<String> hosts(String rest) {
        Set<String> hosts = new HashSet<>(Arrays.asList(rest.strip().split("[\\s,]+")));
        hosts.remove("");
        if (hosts.isEmpty()) {
            throw new FormatException(
                    "'http' needs the hosts that may be read behind a colon, as in http: example.org");
        }
        return hosts;
    }
}
