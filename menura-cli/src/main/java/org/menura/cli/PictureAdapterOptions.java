package org.menura.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which LoRAs a diffusion model draws with. */
final class PictureAdapterOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--adapter",
            paramLabel = "[NAME=]FILE",
            description =
                    "LoRA of a diffusion model, a safetensors file of diffusers or of kohya's scripts, or its folder,"
                            + " also several; without a name it is called like its file.")
    private List<String> files = List.of();

    @Option(
            names = "--use",
            paramLabel = "NAME[=WEIGHT]",
            description = "Use this adapter, also several, whose weighted changes are summed (default: the only one).")
    private List<String> used = List.of();

    /** Returns how much of each adapter's change is made, by its file. */
    Map<Path, Float> shares() {
        Map<String, Path> named = NamedAdapters.of(files, UnaryOperator.identity(), this::wrong);
        return NamedAdapters.selection(named, used, this::wrong).among(named);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
