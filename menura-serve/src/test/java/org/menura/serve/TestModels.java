package org.menura.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.menura.generate.LoadOptions;
import org.menura.serve.model.ModelEntry;

/** Models of the repository. */
final class TestModels {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A chat model of 3.5 million parameters. */
    static final Path NANO = ROOT.resolve("models/nano");

    /** The same with senses and a hand. */
    static final Path OMNI = ROOT.resolve("models/nano-omni");

    /** A story teller of 260,000 parameters with a context of 512 tokens, without a chat template. */
    static final Path STORIES = ROOT.resolve("models/stories260K");

    /** A recurrent model of bytes, whose context has no end. */
    static final Path ENDLESS = ROOT.resolve("testdata/models/rwkv-tiny-4v0-660K");

    private TestModels() {}

    /** Options of a server on a free port. */
    static ServerOptions options(ModelEntry... models) {
        return ServerOptions.of(models)
                .withPort(0)
                .withLoad(LoadOptions.defaults().withThreads(2));
    }

    /** Makes a tiny BERT with a head of three classes, whose words are w5 to w95. */
    static Path classes(Path folder) throws IOException {
        Path golden = Path.of("../testdata/golden/bert-seqcls");
        for (String file : List.of("model.safetensors", "config.json")) {
            Files.copy(golden.resolve(file), folder.resolve(file));
        }
        String words = IntStream.range(5, 96).mapToObj(i -> "w" + i).collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + words);
        return folder;
    }
}
