package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
        return used.isEmpty() && chosenLater
                ? AdapterSelection.onlyOf(named.keySet())
                : NamedAdapters.selection(named, used, this::wrong);
    }

    private Map<String, Path> named() {
        return NamedAdapters.of(folders, this::learned, this::wrong);
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
