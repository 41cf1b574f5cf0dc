package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.gguf.GgufExport;
import org.menura.model.gguf.GgufModels;
import org.menura.model.gguf.Mmproj;
import org.menura.model.load.HfConvert;
import org.menura.model.load.HfExport;
import org.menura.model.load.ModelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura convert}: from Hugging Face folders to GGUF and back, and from one type of weights to another. */
@Command(
        name = "convert",
        description = "Writes a Hugging Face folder as a GGUF file that llama.cpp loads, a GGUF file as a Hugging"
                + " Face folder that transformers loads, or a folder, pipelines with all their parts included, with"
                + " weights of another type.",
        footer = {
            "%nExamples:",
            "  menura convert models/stories260K stories260K.gguf --type F32",
            "  menura convert Qwen3-0.6B Qwen3-0.6B-Q4_K_M.gguf --type Q4_K_M",
            "  menura convert SmolVLM-256M SmolVLM-256M.gguf --mmproj mmproj-SmolVLM-256M.gguf",
            "  menura convert Qwen3-0.6B-Q4_K_M.gguf Qwen3-0.6B --type BF16",
            "  menura convert stable-diffusion-v1-5 sd-half --to hf --type F16"
        })
final class ConvertCommand implements Callable<Integer> {
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
            description = "What to write (default: hf from a GGUF file, gguf from anything else).")
    private @Nullable Format to;

    @Option(
            names = {"--type", "--outtype"},
            paramLabel = "TYPE",
            defaultValue = "F16",
            description = "Type of the weights; F32, F16 or BF16 for folders, for GGUF also Q8_0, Q4_K_M and others"
                    + " (default: ${DEFAULT-VALUE}).")
    private String type = "F16";

    @Option(
            names = "--mmproj",
            paramLabel = "FILE",
            description =
                    "Of LLaVA, Idefics 3 or SmolVLM, also write the vision tower and projector as a GGUF file; OUT"
                            + " gets the language model.")
    private @Nullable Path mmproj;

    @Override
    public Integer call() throws IOException {
        Path from = ModelOptions.find(in);
        Path target = Objects.requireNonNull(out);
        boolean isGguf = from.toString().endsWith(".gguf");
        Format format = to != null ? to : isGguf ? Format.HF : Format.GGUF;
        if (isGguf && format == Format.GGUF) {
            throw console.wrong(from + " is a GGUF file already; `menura quantize` changes its types");
        }
        if (mmproj != null
                && (format == Format.HF
                        || !Mmproj.isWritten(ModelSource.open(from).config()))) {
            throw console.wrong("--mmproj is for folders of LLaVA, Idefics 3 and SmolVLM, which " + from + " is not");
        }
        if (format == Format.HF && !isGguf) {
            if (!Files.isDirectory(from)) {
                throw console.wrong(from + " is no folder; name the one that holds config and weights");
            }
            HfConvert.write(from, target, floatType().dtype());
        } else if (format == Format.HF) {
            HfExport.write(GgufFile.open(from), target, floatType().dtype());
        } else {
            writeGguf(ModelSource.open(from), target, GgufTypes.parse(type, console));
        }
        console.line("wrote " + target);
        return 0;
    }

    private void writeGguf(ModelSource source, Path target, FileType fileType) throws IOException {
        String name = String.valueOf(source.path().toAbsolutePath().normalize().getFileName());
        Config config = source.fields();
        Checkpoint weights = source.weights();
        HfFolder folder = source.folder();
        if (Mmproj.isWritten(source.config())) {
            GgufModels.Translated text = Mmproj.languageModel(config, weights);
            config = new Config(text.config(), config.source() + ", text_config");
            weights = text.weights();
        }
        if (mmproj != null) {
            Path how = folder == null ? null : folder.file("preprocessor_config.json");
            Mmproj.write(
                    source.fields(),
                    source.weights(),
                    how == null || !Files.exists(how) ? null : Json.parse(how),
                    name,
                    mmproj,
                    fileType,
                    GgufTypes.progress(console));
            console.line("wrote " + mmproj);
        }
        GgufExport.write(config, weights, folder, name, target, fileType, GgufTypes.progress(console));
    }

    private FloatType floatType() {
        for (FloatType known : FloatType.values()) {
            if (known.name().equalsIgnoreCase(type)) {
                return known;
            }
        }
        throw console.wrong("a Hugging Face folder holds F32, F16 or BF16, not " + type);
    }
}
