package org.menura.cli;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.train.run.RunSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What to compute with. */
final class ThreadOptions {
    private static final int MOST = 1024;

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads to compute with (default: one per processor core).")
    private @Nullable Integer threads;

    @Option(
            names = "--no-onednn",
            description = "Compute everything with Menura's own kernels, also where oneDNN is faster.")
    private boolean withoutLibraries;

    @Option(
            names = "--no-x86",
            description = "Multiply by the Vector API's kernels, also where machine code is faster.")
    private boolean withoutKernels;

    /** Their number. */
    int threads() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1 || threads > MOST) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "--threads must be 1 to %d, not %d".formatted(MOST, threads));
        }
        return threads;
    }

    /** Settings of a training run. */
    RunSettings runSettings() throws IOException {
        return new RunSettings(threads(), !withoutLibraries, new Version().getVersion()[0])
                .withKernels(!withoutKernels);
    }

    /** A backend on so many. */
    CpuBackend backend(boolean exact) {
        return new CpuBackend(options(exact));
    }

    /** A backend for a command that usually ends after seconds. */
    CpuBackend briefBackend(boolean exact) {
        return new CpuBackend(options(exact).withBrief(true));
    }

    /** A backend for a thread that computes a little beside others. */
    CpuBackend besideBackend() {
        return new CpuBackend(options(false).withThreads(1).withBrief(true));
    }

    private CpuOptions options(boolean exact) {
        return CpuOptions.fastest()
                .withThreads(threads())
                .withExact(exact)
                .withLibraries(!withoutLibraries)
                .withKernels(!withoutKernels);
    }
}
