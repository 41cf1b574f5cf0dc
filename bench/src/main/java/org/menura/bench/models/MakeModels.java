package org.menura.bench.models;

import static org.menura.format.gguf.FileType.F16;
import static org.menura.format.gguf.FileType.Q4_0;
import static org.menura.format.gguf.FileType.Q4_K_M;
import static org.menura.format.gguf.FileType.Q8_0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.gguf.GgufExport;
import org.menura.model.load.ModelFolder;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/**
 * Makes the models that are compared, as {@code menura init} and {@code menura convert} do: random weights, whose values
 * don't matter for speed. What is there already is left alone.
 */
public final class MakeModels {
    private static final long SEED = 1;

    private final Path out;
    private final Path vocabularies;
    private final Backend ops = new CpuBackend();

    private MakeModels(Path out, Path vocabularies) {
        this.out = out;
        this.vocabularies = vocabularies;
    }

    /** {@code MakeModels FOLDER}; the property {@code menura.home} names the repository. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1 || args[0].startsWith("-")) {
            System.err.println("usage: bench/models FOLDER");
            System.exit(2);
        }
        Path home = Path.of(System.getProperty("menura.home", "."));
        MakeModels maker = new MakeModels(Path.of(args[0]), home.resolve("testdata/tokenizers"));
        Files.createDirectories(maker.out);
        MiniLm.make(maker.out.resolve(MiniLm.NAME));
        for (Recipe recipe : Recipe.ALL) {
            maker.make(recipe);
        }
    }

    private void make(Recipe recipe) throws IOException {
        List<FileType> missing = recipe.types().stream()
                .filter(type -> Files.notExists(out.resolve(recipe.file(type))))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        Path folder = out.resolve(recipe.name() + ".float16");
        delete(folder);
        ModelFolder.initialize(folder, config(recipe), recipe.config(), SEED, DType.F16, ops);
        addVocabulary(recipe.vocabulary(), folder);
        ModelSource source = ModelSource.open(folder);
        for (FileType type : missing) {
            Path file = out.resolve(recipe.file(type));
            GgufExport.write(
                    source.fields(),
                    source.weights(),
                    source.folder(),
                    recipe.name(),
                    file,
                    type,
                    GgufWriter.Progress.NONE);
            System.out.println("wrote " + file);
        }
        delete(folder);
    }

    private static JsonNode config(Recipe recipe) throws IOException {
        try (InputStream in = Objects.requireNonNull(MakeModels.class.getResourceAsStream(recipe.config()))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private void addVocabulary(Recipe.Vocabulary vocabulary, Path folder) throws IOException {
        Path file = vocabularies.resolve(vocabulary.file());
        switch (vocabulary) {
            case LLAMA, GPT2 -> {
                Map<String, String> files =
                        Tokenizers.filesFromGguf(GgufFile.open(file).metadata());
                for (Map.Entry<String, String> made : files.entrySet()) {
                    Files.writeString(folder.resolve(made.getKey()), made.getValue());
                }
            }
            case RWKV -> Files.copy(file, folder.resolve(vocabulary.file()), StandardCopyOption.REPLACE_EXISTING);
            case NONE -> {}
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            for (Path file : content) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /**
     * A model with random weights.
     *
     * @param name of its config beside this class, and of its files
     * @param vocabulary how its ids are read and written, since llama.cpp's command takes text alone
     * @param types what it is written as
     */
    private record Recipe(String name, Vocabulary vocabulary, List<FileType> types) {
        /** Where a tokenizer comes from: a file in {@code testdata/tokenizers}. */
        enum Vocabulary {
            LLAMA("ggml-vocab-llama-spm.gguf"),
            GPT2("ggml-vocab-gpt-2.gguf"),
            RWKV("rwkv_vocab_v20230424.txt"),
            NONE("");

            private final String file;

            Vocabulary(String file) {
                this.file = file;
            }

            String file() {
                return file;
            }
        }

        /** All, the small ones first. */
        static final List<Recipe> ALL = List.of(
                new Recipe("mamba-small", Vocabulary.NONE, List.of(Q8_0)),
                new Recipe("rwkv7-small", Vocabulary.NONE, List.of(Q8_0)),
                new Recipe("llama-15m", Vocabulary.LLAMA, List.of(F16, Q8_0, Q4_0)),
                new Recipe("llama-130m", Vocabulary.GPT2, List.of(Q8_0)),
                new Recipe("mamba-130m", Vocabulary.GPT2, List.of(F16, Q8_0, Q4_0)),
                new Recipe("rwkv7-190m", Vocabulary.RWKV, List.of(F16, Q8_0, Q4_0)),
                new Recipe("moe-8x", Vocabulary.LLAMA, List.of(F16, Q8_0, Q4_0, Q4_K_M)),
                new Recipe("llama-1b", Vocabulary.LLAMA, List.of(F16, Q8_0, Q4_0, Q4_K_M)));

        /** Name of the config's resource. */
        String config() {
            return name + ".json";
        }

        /** The file of a type. */
        String file(FileType type) {
            return name + "-" + type + ".gguf";
        }
    }
}
