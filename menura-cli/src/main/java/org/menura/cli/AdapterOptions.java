package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.eval.learn.ContinualLearner;
import org.menura.generate.LoadOptions;
import org.menura.model.adapter.AdapterSelection;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which adapters are loaded beside a model, and which of them are used. */
final class AdapterOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private ProjectorOption projector = new ProjectorOption();

    @Option(
            names = "--adapter",
            paramLabel = "[NAME=]DIR",
            description =
                    "Folder of a PEFT (LoRA) adapter or of `menura learn`, or llama.cpp's GGUF file of one, also several; without"
                            + " a name it is called like its folder or file.")
    private List<String> folders = List.of();

    @Option(
            names = "--use",
            paramLabel = "NAME[=WEIGHT]",
            description = "Use this adapter, also several, whose weighted changes are summed (default: the only one).")
    private List<String> used = List.of();

    /**
     * Adds the adapters to the options of a model.
     *
     * @param chosenLater whether prompts may choose for themselves
     */
    LoadOptions applied(LoadOptions options, boolean chosenLater) {
        Map<String, Path> named = named();
        LoadOptions out = options;
        Path mmproj = projector.file();
        if (mmproj != null) {
            if (!named.isEmpty()) {
                throw wrong("--mmproj and --adapter do not go together");
            }
            return out.withProjector(mmproj);
        }
        for (Map.Entry<String, Path> e : named.entrySet()) {
            out = out.withAdapter(e.getKey(), e.getValue());
        }
        AdapterSelection selection = selection(named, chosenLater);
        return used.isEmpty() && !chosenLater ? out : out.withUse(selection);
    }

    private AdapterSelection selection(Map<String, Path> named, boolean chosenLater) {
        if (used.isEmpty()) {
            if (named.size() > 1 && !chosenLater) {
                throw wrong("which adapter? choose with --use from " + String.join(", ", named.keySet()));
            }
            return named.size() == 1
                    ? AdapterSelection.of(named.keySet().iterator().next())
                    : AdapterSelection.NONE;
        }
        try {
            AdapterSelection selection = AdapterSelection.parse(used);
            for (String name : selection.weights().keySet()) {
                if (!named.containsKey(name)) {
                    throw wrong("--use %s: there is no --adapter %s=DIR".formatted(name, name));
                }
            }
            return selection;
        } catch (IllegalArgumentException e) {
            throw wrong("--use: " + e.getMessage());
        }
    }

    private Map<String, Path> named() {
        Map<String, Path> out = new LinkedHashMap<>();
        for (String text : folders) {
            int at = text.indexOf('=');
            boolean hasName = at > 0 && !Files.exists(Path.of(text));
            Path folder = Path.of(hasName ? text.substring(at + 1) : text);
            String name = hasName
                    ? text.substring(0, at)
                    : String.valueOf(folder.toAbsolutePath().normalize().getFileName())
                            .replaceAll("[=,]", "_");
            if (out.put(name, learned(folder)) != null) {
                throw wrong("two adapters are called %s; name them: --adapter NAME=DIR".formatted(name));
            }
        }
        return out;
    }

    /** The adapter that a folder of {@code menura learn} uses; other folders are adapters themselves. */
    private Path learned(Path folder) {
        if (!ContinualLearner.isBegun(folder)) {
            return folder;
        }
        try {
            return ContinualLearner.adapter(folder)
                    .orElseThrow(() -> wrong(folder + " uses no adapter yet; leave out --adapter"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
