package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufQuantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura quantize}: other types for the tensors of a GGUF file. */
@Command(
        name = "quantize",
        aliases = "quantise",
        description = {
            "Writes a model as a GGUF file with tensors of another type.",
            "The types are chosen as llama.cpp's tool chooses them. Takes a GGUF file, or a Hugging Face folder, as"
                    + " `menura convert --type` does."
        },
        footer = {"%nExamples:", "  menura quantize Qwen3-0.6B-F16.gguf Qwen3-0.6B-Q4_K_M.gguf Q4_K_M"})
final class QuantizeCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(index = "0", paramLabel = "IN.gguf", description = "File, folder or pulled model to read.")
    private String in = "";

    @Parameters(index = "1", paramLabel = "OUT.gguf", description = "File to write.")
    private @Nullable Path out;

    @Parameters(index = "2", paramLabel = "TYPE", description = "Q4_K_M, Q5_K_M, Q6_K, Q8_0, Q4_0, F16, BF16, …")
    private String type = "";

    @Mixin
    private ConvertOptions options = new ConvertOptions();

    @Option(
            names = "--allow-requantize",
            description = "Quantise also what is quantised already, which loses more than to quantise the original.")
    private boolean again;

    @Override
    public Integer call() throws IOException {
        try (CtrlC _ = CtrlC.watch()) {
            return quantize();
        }
    }

    private int quantize() throws IOException {
        Path from = ModelOptions.find(in);
        Path to = Objects.requireNonNull(out);
        FileType fileType = GgufTypes.parse(type, console);
        options.check(from, to, console);
        if (Files.isDirectory(to)) {
            throw console.wrong(to + " is a folder; name a file that ends in .gguf");
        }
        try (GgufProgress progress = new GgufProgress(String.valueOf(to.getFileName()))) {
            if (Files.isDirectory(from)) {
                ConvertCommand.writeFolder(from, to, fileType, progress, console);
            } else {
                GgufFile file = GgufFile.open(from);
                if (!again) {
                    GgufQuantizer.refuseQuantized(file, fileType);
                }
                GgufQuantizer.quantize(file, to, fileType, progress);
            }
            progress.close();
            String before = Files.isDirectory(from) ? "" : ", before " + Units.bytes(Files.size(from));
            console.wrote(
                    to, "wrote %s: %s%s (%s)".formatted(to, Units.bytes(Files.size(to)), before, progress.summary()));
        }
        return 0;
    }
}
