package org.menura.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.yaml.PythonYaml;
import org.menura.format.FormatException;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads options from a YAML file, as lm-evaluation-harness' {@code --config} does: what the command line says wins, a mapping
 * or a list as a whole.
 */
final class EvalConfigFile implements IDefaultValueProvider {
    private static final Set<String> LISTS = Set.of("tasks", "seed");

    private final Map<String, String> values = new TreeMap<>();

    private EvalConfigFile(Path file, CommandSpec command) {
        PythonYaml.read(file).forEach((key, value) -> {
            String name = String.valueOf(key);
            OptionSpec option = option(name, command);
            if (option == null || option.longestName().equals("--config")) {
                throw new FormatException(
                        "%s has the field %s, which is none of the options of `menura eval`".formatted(file, name));
            }
            if (value != null) {
                values.put(option.longestName(), text(option, name, value, file));
            }
        });
    }

    /**
     * Gives a command the options of a file.
     *
     * @throws FormatException if the file is no YAML, or has a field that is no option
     */
    static void apply(Path file, CommandSpec command) {
        if (!Files.isRegularFile(file)) {
            throw new FormatException("there is no file of options " + file);
        }
        CommandLine line = command.commandLine();
        EvalConfigFile config = new EvalConfigFile(file, command);
        List<String> words = line.getParseResult().originalArgs();
        CommandLine root = line;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        command.defaultValueProvider(config);
        root.parseArgs(words.toArray(String[]::new));
    }

    private static @Nullable OptionSpec option(String name, CommandSpec command) {
        OptionSpec option = command.findOption("--" + name);
        return option == null ? command.findOption("--" + name.replace('_', '-')) : option;
    }

    private static String text(OptionSpec option, String name, Object value, Path file) {
        if (option.arity().max() == 0 && !(value instanceof Boolean)) {
            throw new FormatException("%s: %s should be true or false, not %s".formatted(file, name, value));
        }
        return switch (value) {
            case List<?> list
            when LISTS.contains(name) ->
                list.stream().map(v -> v == null ? "None" : v.toString()).collect(Collectors.joining(","));
            case List<?> list when list.size() == 1 -> String.valueOf(list.getFirst());
            case List<?> _ -> throw new FormatException("%s: %s should be one value, not a list".formatted(file, name));
            case Map<?, ?> map -> json(map);
            default -> value.toString();
        };
    }

    private static String json(Map<?, ?> map) {
        try {
            return new ObjectMapper().writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
    }
}
