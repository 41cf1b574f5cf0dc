package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
class DetectCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private void humans() throws IOException {
        Path texts = Files.createDirectories(folder.resolve("humans"));
        for (int i = 0; i < 120; i++) {
            Files.writeString(
                    texts.resolve("t%03d.txt".formatted(i)),
                    "In the year %d the committee number %d adjourned; nobody objected to resolution %d."
                            .formatted(1700 + i, i, 7 * i));
        }
    }

    @Test
    void textsAreRankedAmongHumanOnes() throws IOException {
        humans();
        Path file = folder.resolve("c.json");
        Cli.Result made = Cli.run("detect", "-m", Cli.stories(), "--calibrate", folder.resolve("humans"), "-c", file);
        assertEquals(0, made.code(), made.err());
        assertTrue(made.out().contains("calibrated on 120 human texts"), made.out());
        assertTrue(Files.exists(file));
        String story =
                "Once upon a time, there was a little girl named Lily. She loved to play outside in the park with her mom.";
        Cli.Result judged = Cli.run("detect", "-m", Cli.stories(), "-c", file, "-p", story, "--json", "--explain");
        assertEquals(0, judged.code(), judged.err());
        JsonNode json = Json.parse(judged.out(), "output");
        assertEquals(
                1 / (1.0 + json.get("human_texts").asInt()), json.get("p_value").asDouble(), 1e-12, judged.out());
        assertEquals(json.get("tokens").asInt(), json.get("token_statistics").size());
        Cli.Result text = Cli.run("detect", "-m", Cli.stories(), "-c", file, "-p", story);
        assertTrue(text.out().contains("p-value"), text.out());
        assertFalse(text.out().toLowerCase(Locale.ROOT).contains("written by"), text.out());
        Cli.Result shortOne = Cli.run("detect", "-m", Cli.stories(), "-c", file, "-p", "Hello there");
        assertTrue(shortOne.out().contains("too short"), shortOne.out());
        Cli.Result otherModel = Cli.run("detect", "-m", Cli.nano(), "-c", file, "-p", story);
        assertEquals(1, otherModel.code());
        assertTrue(otherModel.err().contains("another model"), otherModel.err());
    }

    @Test
    void wrongUsageIsASentence() {
        assertEquals(2, Cli.run("detect", "-m", Cli.stories()).code());
        Cli.Result masks = Cli.run("detect", "-m", Cli.stories(), "-p", "a b c", "-s", "npr");
        assertEquals(2, masks.code());
        assertTrue(masks.err().contains("--mask-model"), masks.err());
        Cli.Result binoculars = Cli.run("detect", "-m", Cli.stories(), "-p", "a b c", "-s", "binoculars");
        assertEquals(2, binoculars.code());
        assertTrue(binoculars.err().contains("--sampler"), binoculars.err());
        Cli.Result unused =
                Cli.run("detect", "-m", Cli.stories(), "-p", "a b c", "-s", "likelihood", "--sampler", Cli.stories());
        assertEquals(2, unused.code());
        assertTrue(unused.err().contains("not to likelihood"), unused.err());
        assertEquals(
                1,
                Cli.run("detect", "-m", Cli.stories(), "-p", "a", "-c", "nowhere.json")
                        .code());
        assertEquals(
                1,
                Cli.run("detect", "-m", Cli.stories(), "-p", "a", "-s", "magic").code());
        assertEquals(
                2,
                Cli.run("detect", "attack", "homoglyph", "--rate", "2", "-p", "a")
                        .code());
        assertEquals(1, Cli.run("detect", "attack", "paraphrase", "-p", "a").code());
    }

    @Test
    void detectorsAreMeasuredBesideBaselines() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            rows.append(
                    "{\"domain\":\"d\",\"model\":\"m%d\",\"human\":\"Resolution %d passed despite objections.\",\"machine\":\"Once upon a time, there was a little boy named Tim. He had %d toys.\"}\n"
                            .formatted(i % 2, i, i));
        }
        Path pairs = Files.writeString(folder.resolve("pairs.jsonl"), rows);
        Cli.Result measured = Cli.run(
                "detect",
                "evaluate",
                pairs,
                "-m",
                Cli.stories(),
                "--attack",
                "homoglyph",
                "-o",
                folder.resolve("r.json"));
        assertEquals(0, measured.code(), measured.err());
        assertTrue(measured.out().contains("| d m0 | 6 + 6 |"), measured.out());
        assertTrue(measured.out().contains("| homoglyph |"), measured.out());
        assertTrue(Files.exists(folder.resolve("r.json")));
        Cli.Result left = Cli.run("detect", "leave-out", pairs, "-m", Cli.stories());
        assertEquals(0, left.code(), left.err());
        assertTrue(left.out().contains("tf-idf | statistics |"), left.out());
        Cli.Result alarms = Cli.run("detect", "false-alarms", pairs, "-m", Cli.stories());
        assertEquals(1, alarms.code());
    }

    @Test
    void attackedTextsAreWritten() throws IOException {
        Cli.Result changed = Cli.run("detect", "attack", "zero-width-space", "-p", "ab");
        assertEquals("a\u200bb\u200b\n", changed.out());
        humans();
        Path out = folder.resolve("out.jsonl");
        Cli.Result many = Cli.run("detect", "attack", "number", "-f", folder.resolve("humans"), "-o", out);
        assertEquals(0, many.code(), many.err());
        assertEquals(120, Files.readAllLines(out).size());
    }
}
