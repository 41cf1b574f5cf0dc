package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFolder;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufQuantizer;
import org.menura.model.load.GgufConvert;
import org.menura.model.load.HfConvert;
import org.menura.model.load.HfExport;
import org.menura.model.load.ModelFolder;
import org.menura.model.load.ModelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura convert}: from Hugging Face folders to GGUF and back, and from one type of weights to another. */
@Command(
        name = "convert",
        description = {
            "Writes models as GGUF files or Hugging Face folders, with weights of any type.",
            "From a Hugging Face folder, a GGUF file that llama.cpp loads, or with --to hf a folder, pipelines with all their"
                    + " parts included, with weights of another type. From a GGUF file, a Hugging Face folder that"
                    + " transformers loads, or another GGUF file."
        },
        footer = {
            "%nExamples:",
            "  menura convert models/stories260K stories260K.gguf --type F32",
            "  menura convert Qwen3-0.6B Qwen3-0.6B-Q4_K_M.gguf --type Q4_K_M",
            "  menura convert SmolVLM-256M SmolVLM-256M.gguf \\",
            "    --mmproj mmproj-SmolVLM-256M.gguf",
            "  menura convert Qwen3-0.6B-Q4_K_M.gguf Qwen3-0.6B --type BF16",
            "  menura convert stable-diffusion-v1-5 sd-half --to hf --type F16"
        })
final class ConvertCommand implements Callable<Integer> {
    private static final String DEFAULT = "F16";

    /** Ends of names of files that hold weights alone. */
    private static final List<String> OTHER = List.of(".safetensors", ".bin", ".pt", ".pth", ".onnx");

    private enum Format {
        GGUF,
        HF
    }

    @Mixin
    private Console console = new Console();

    @Parameters(index = "0", paramLabel = "IN", description = "Folder, GGUF file or pulled model to read.")
    private String in = "";

    @Parameters(index = "1", paramLabel = "OUT", description = "GGUF file or folder to write.")
    private @Nullable Path out;

    @Option(
            names = "--to",
            paramLabel = "gguf|hf",
            description = "What to write (default: gguf if OUT ends in .gguf, else hf from a GGUF file, and gguf from"
                    + " anything else).")
    private @Nullable Format to;

    @Option(
            names = {"--type", "--outtype"},
            paramLabel = "TYPE",
            description = "Type of the weights; F32, F16 or BF16 for folders, for GGUF also Q8_0, Q4_K_M and others"
                    + " (default: F16; from GGUF to GGUF, the types that they have).")
    private @Nullable String type;

    @Option(
            names = "--mmproj",
            paramLabel = "FILE",
            description =
                    "Of LLaVA, Idefics 3 or SmolVLM, also write the vision tower and projector as a GGUF file; OUT"
                            + " gets the language model.")
    private @Nullable Path mmproj;

    @Mixin
    private ConvertOptions options = new ConvertOptions();

    @Option(names = "--allow-requantize", description = "From GGUF to GGUF, quantise also what is quantised already.")
    private boolean again;

    @Override
    public Integer call() throws IOException {
        try (CtrlC _ = CtrlC.watch()) {
            return convert();
        }
    }

    private int convert() throws IOException {
        Path from = ModelOptions.find(in);
        Path target = Objects.requireNonNull(out);
        boolean isGguf = GgufFile.isGguf(from);
        Format format = format(isGguf, target);
        options.check(from, target, console);
        Path projector = mmproj;
        if (projector != null) {
            if (format == Format.HF || isGguf || !GgufConvert.hasProjector(ModelSource.open(from))) {
                throw console.wrong(
                        "--mmproj is for folders of LLaVA, Idefics 3 and SmolVLM, which " + from + " is not");
            }
            options.check(from, projector, console);
        }
        if (format == Format.GGUF) {
            if (projector != null) {
                write(
                        projector,
                        progress ->
                                GgufConvert.writeProjector(ModelSource.open(from), projector, fileType(), progress));
            }
            write(target, progress -> writeGguf(from, isGguf, target, progress));
            return 0;
        }
        if (!isGguf && !Files.isDirectory(from)) {
            throw console.wrong(from + " is no folder; name the one that holds config and weights");
        }
        OutputFolder.Writer writer = isGguf
                ? folder ->
                        HfExport.write(GgufFile.open(from), folder, floatType().dtype())
                : folder -> HfConvert.write(from, folder, floatType().dtype());
        if (options.isForced()) {
            ModelFolder.replace(target, writer);
        } else {
            writer.write(target);
        }
        console.line("wrote " + target);
        return 0;
    }

    /** What is written, which OUT's name tells, too. */
    private Format format(boolean isGguf, Path target) {
        String name = target.toString().toLowerCase(Locale.ROOT);
        if (OTHER.stream().anyMatch(name::endsWith)) {
            throw console.wrong(
                    "%s: weights come with a config and a tokenizer; name a folder for them, or a file that ends in"
                                    .formatted(target)
                            + " .gguf");
        }
        boolean namesGguf = name.endsWith(".gguf");
        Format format = to != null ? to : namesGguf || !isGguf ? Format.GGUF : Format.HF;
        if (format == Format.HF && namesGguf) {
            throw console.wrong("--to hf writes a folder, and %s is a name for a file".formatted(target));
        }
        if (format == Format.GGUF && Files.isDirectory(target)) {
            throw console.wrong(
                    "%s is a folder; name a file that ends in .gguf, or write a folder with --to hf".formatted(target));
        }
        return format;
    }

    /** Writes a file. */
    @FunctionalInterface
    private interface Writing {
        void with(GgufProgress progress) throws IOException;
    }

    private void write(Path file, Writing writing) throws IOException {
        try (GgufProgress progress = new GgufProgress(String.valueOf(file.getFileName()))) {
            writing.with(progress);
            progress.close();
            console.wrote(file, "wrote %s: %s (%s)".formatted(file, Units.bytes(Files.size(file)), progress.summary()));
        }
    }

    private void writeGguf(Path from, boolean isGguf, Path target, GgufProgress progress) throws IOException {
        if (!isGguf) {
            writeFolder(from, target, fileType(), progress, console);
            return;
        }
        GgufFile file = GgufFile.open(from);
        if (type == null) {
            GgufQuantizer.copy(file, target, progress);
            return;
        }
        if (!again) {
            GgufQuantizer.refuseQuantized(file, fileType());
        }
        GgufQuantizer.quantize(file, target, fileType(), progress);
    }

    /** Writes a folder's model as a file, and says which heads it lacks. */
    static void writeFolder(Path from, Path target, FileType type, GgufProgress progress, Console console)
            throws IOException {
        ModelSource source = ModelSource.open(from);
        GgufConvert.write(source, target, type, progress);
        for (String head : GgufConvert.headsLeftOut(source)) {
            console.note("left out: %s, a head that GGUF files of this architecture have no place for".formatted(head));
        }
    }

    private FileType fileType() {
        return GgufTypes.parse(type == null ? DEFAULT : type, console);
    }

    private FloatType floatType() {
        String wanted = type == null ? DEFAULT : type;
        for (FloatType known : FloatType.values()) {
            if (known.name().equalsIgnoreCase(wanted)) {
                return known;
            }
        }
        throw console.wrong(
                "a Hugging Face folder holds F32, F16 or BF16, not %s; for that, name a file that ends in .gguf"
                        .formatted(wanted));
    }
}
