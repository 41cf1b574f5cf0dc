package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;

/** The program in the README: it stands there line by line, and it runs. */
class ReadmeExampleTest {
    private static final Path ROOT = TestData.path("..").normalize();

    private static void tellAStory(Path folder, Consumer<String> listener) {
        // example
        Backend ops = new CpuBackend();
        ModelSource source = ModelSource.open(folder); // a Hugging Face folder, or a .gguf file
        CausalModel model = Models.decoder(source, ops, Adapters.NONE);
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);

        Session session = new Session(model);
        int[] prompt = tokenizer.encode("Once upon a time", true, false);
        Sampler sampler =
                new Sampler(SamplingParams.builder().seed(7).temperature(0.8f).build());
        Set<Integer> ends = Set.of(tokenizer.eos().orElse(-1));
        var options = new Generator.Options(100, ends, List.of(), Generator.NO_LOG_PROBS);
        new Generator(tokenizer).generate(session, prompt, sampler, options, listener);
        // end
    }

    @Test
    void tellsAStory() {
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();
        tellAStory(ROOT.resolve("models/stories260K"), first::append);
        tellAStory(ROOT.resolve("models/stories260K"), second::append);
        assertFalse(first.isEmpty());
        assertEquals(first.toString(), second.toString());
    }

    @Test
    void standsInTheReadme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String self = Files.readString(
                ROOT.resolve("menura-generate/src/test/java/org/menura/generate/ReadmeExampleTest.java"));
        String code = self.substring(self.indexOf("// example\n") + 11, self.indexOf("        // end\n"))
                .stripTrailing()
                .stripIndent();
        assertTrue(readme.contains(code), "the README's example is another:\n" + code);
    }
}
