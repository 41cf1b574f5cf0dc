package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.json.Json;

@Tag("slow")
class DetectWatermarkCommandTest {
    @TempDir
    private Path folder;

    private static Cli.Result run(Object... options) {
        Object[] all = new Object[options.length + 7];
        System.arraycopy(
                new Object[] {"run", Cli.stories(), "-p", "Once upon a time", "-n", 150, "--ids"}, 0, all, 0, 7);
        System.arraycopy(options, 0, all, 7, options.length);
        return Cli.run(all);
    }

    private static JsonNode detected(String mark, String ids) {
        Cli.Result result =
                Cli.run("detect", "watermark", mark, "-m", Cli.stories(), "--ids", "--json", "-p", ids.strip());
        assertEquals(0, result.code(), result.err());
        return Json.parse(result.out(), "the output");
    }

    /** What is marked is found with the key, and not with another one. */
    @ParameterizedTest
    @CsvSource({
        "kgw:bias=4, kgw:key=5",
        "selfhash:bias=8;width=3, selfhash:key=5;width=3",
        "synthid:ngram=3;keys=1/2/3/4/5/6/7/8/9, synthid:ngram=3;keys=11/12/13/14/15/16/17/18/19",
        "gumbel:key=3;width=2, gumbel:key=4;width=2",
        "unigram:strength=4, unigram:key=9"
    })
    void whatRunMarksIsFound(String mark, String other) {
        String spec = mark.replace(';', ',');
        Cli.Result marked = run("-s", 3, "--temp", "1", "--watermark", spec);
        assertEquals(0, marked.code(), marked.err());
        assertTrue(detected(spec, marked.out()).path("p_value").asDouble() < 1e-3, spec);
        assertTrue(
                detected(other.replace(';', ','), marked.out()).path("p_value").asDouble() > 1e-3, other);
    }

    @Test
    void mistakesAreSaidInASentence() throws IOException {
        Cli.Result unknown = run("--watermark", "kgv");
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("--watermark: there is no watermark 'kgv'"), unknown.err());
        Cli.Result greedy = run("--greedy", "--watermark", "gumbel");
        assertEquals(2, greedy.code());
        assertTrue(greedy.err().contains("temperature above 0"), greedy.err());
        Path file = Files.writeString(folder.resolve("mark.json"), "{\"bais\": 2}");
        Cli.Result field = run("--watermark", file);
        assertEquals(2, field.code());
        assertTrue(field.err().contains("has no field 'bais'"), field.err());
        Cli.Result tooShort = Cli.run("detect", "watermark", "kgw", "-m", Cli.stories(), "--ids", "-p", "5");
        assertEquals(0, tooShort.code(), tooShort.err());
        assertTrue(tooShort.out().contains("not judged: the text has 1 tokens"), tooShort.out());
        Cli.Result none = Cli.run("detect", "watermark", "kgw", "-m", Cli.stories(), "--ids", "-p", "1 2 99999");
        assertEquals(2, none.code());
        assertTrue(none.err().contains("has the id 99999, which is none of the model's 512 tokens"), none.err());
        Cli.Result size = Cli.run("detect", "watermark", "kgw", "-m", Cli.stories(), "--vocabulary", 0, "-p", "a");
        assertEquals(2, size.code());
        assertTrue(size.err().contains("--vocabulary is the number of a model's logits"), size.err());
    }

    @Test
    void theBayesianDetectorIsLearnedFromTexts() throws IOException {
        Path marked = Files.createDirectories(folder.resolve("marked"));
        Path plain = Files.createDirectories(folder.resolve("plain"));
        String spec = "synthid:ngram=3,keys=1/2/3/4/5/6";
        for (int seed = 0; seed < 6; seed++) {
            Files.writeString(
                    marked.resolve(seed + ".txt"),
                    run("--temp", "1", "--watermark", spec, "-s", 10 + seed).out());
            Files.writeString(
                    plain.resolve(seed + ".txt"),
                    run("--temp", "1", "-s", 10 + seed).out());
        }
        Path weights = folder.resolve("weights.json");
        Cli.Result learned = Cli.run(
                "detect",
                "watermark",
                spec,
                "-m",
                Cli.stories(),
                "--ids",
                "--marked",
                marked,
                "--plain",
                plain,
                "--weights",
                weights,
                "-f",
                marked);
        assertEquals(0, learned.code(), learned.err());
        assertTrue(learned.out().startsWith("wrote "), learned.out());
        assertEquals(
                6,
                learned.out().lines().filter(line -> line.contains("posterior")).count());
        assertFalse(learned.out().contains("NaN"), learned.out());
    }
}
