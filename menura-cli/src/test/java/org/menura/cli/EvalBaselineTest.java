package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;

/** {@code menura eval baseline} and {@code menura eval decide}. */
@Tag("slow")
class EvalBaselineTest {
    @TempDir
    private Path folder;

    private Path tags = Path.of("");
    private Path texts = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(2);
        List<String> diseases = List.of("cystic fibrosis", "asthma", "acute renal failure", "gout");
        StringBuilder tsv = new StringBuilder();
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < 60; i++) {
            String[] name = diseases.get(random.nextInt(diseases.size())).split(" ");
            tsv.append("patients\tO\nwith\tO\n");
            for (int w = 0; w < name.length; w++) {
                tsv.append(name[w]).append(w == 0 ? "\tB-Disease\n" : "\tI-Disease\n");
            }
            tsv.append("improved\tO\n\n");
            boolean up = random.nextInt(3) > 0;
            boolean clear = random.nextInt(4) > 0;
            csv.append(
                    "shares of ACME %s %s,%s\n".formatted(clear == up ? "rise" : "fall", i % 7, up ? "good" : "bad"));
        }
        tags = Files.writeString(folder.resolve("tags.tsv"), tsv);
        texts = Files.writeString(folder.resolve("texts.csv"), csv);
    }

    @Test
    void taggersAreFittedSavedAndScored() throws IOException {
        Path saved = folder.resolve("saved");
        Path results = folder.resolve("results.json");
        Cli.Result fitted =
                Cli.run("eval", "baseline", "--train", tags, "--test", tags, "--save", saved, "-o", results);
        assertEquals(0, fitted.code(), fitted.err());
        assertTrue(fitted.out().contains("| crf | 60 | 1.0000 (1.0000 to 1.0000) |"), fitted.out());
        assertTrue(fitted.out().contains("| dictionary | 60 | 1.0000"), fitted.out());
        assertTrue(Files.readString(results).contains("\"data_sha256\""));
        Cli.Result loaded = Cli.run("eval", "baseline", "--load", saved.resolve("crf.json"), "--test", tags);
        assertEquals(0, loaded.code(), loaded.err());
        assertTrue(loaded.out().contains("| crf | 60 | 1.0000"), loaded.out());
    }

    @Test
    void pairsAreDealtOutByTheirGroups() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append("""
                    {"of": %d, "read": "shares %s", "said": "they %s", "label": "%s"}
                    """.formatted(
                    i / 4, i % 2 == 0 ? "rose" : "fell", i % 4 < 2 ? "rose" : "fell", i % 4 < 2 ? "up" : "down"));
        }
        Path pairs = Files.writeString(folder.resolve("pairs.jsonl"), lines);
        Path saved = folder.resolve("folds");
        Cli.Result dealt = Cli.run(
                "eval",
                "baseline",
                "--train",
                pairs,
                "--text-field",
                "read",
                "--second-field",
                "said",
                "--folds",
                "5",
                "--group-field",
                "of",
                "--methods",
                "tfidf",
                "--save-folds",
                saved);
        assertEquals(0, dealt.code(), dealt.err());
        assertTrue(dealt.out().contains("| tfidf | 40 | 1.0000"), dealt.out());
        List<String> held = Files.readAllLines(saved.resolve("held-out-1.jsonl"));
        assertEquals(8, held.size());
        assertEquals("{\"text\":\"shares rose\",\"second\":\"they rose\",\"label\":\"up\"}", held.getFirst());
        assertEquals(32, Files.readAllLines(saved.resolve("train-5.jsonl")).size());
        Cli.Result none =
                Cli.run("eval", "baseline", "--train", texts, "--test", texts, "--save-folds", folder.resolve("none"));
        assertEquals(2, none.code());
        assertTrue(none.err().contains("--save-folds needs --folds N"), none.err());
    }

    @Test
    void aTaughtEncoderTagsAloneAndWithTheCrf() throws IOException {
        Path base = folder.resolve("base");
        Path config = Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["BertForMaskedLM"], "model_type": "bert", "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 320, "max_position_embeddings": 64}
                """);
        assertEquals(0, Cli.run("init", config, base).code());
        ByteLevelBpeTrainer.of(320, TokenizerProfile.bert())
                .train(List.of(Files.readString(tags).replaceAll("\t\\S+", "")))
                .write(base);
        Path recipe = Files.writeString(folder.resolve("ner.yaml"), """
                model: {checkpoint: base}
                data: {path: tags.tsv, format: tags}
                objective: {name: token-classification}
                batch: {sequences: 12, length: 32}
                schedule: {name: constant, rate: 0.005}
                steps: 60
                output: ner
                """);
        Cli.Result trained = Cli.run("train", recipe);
        assertEquals(0, trained.code(), trained.err());
        Path taught = folder.resolve("ner/model");
        Cli.Result scored = Cli.run("eval", "baseline", "--train", tags, "--test", tags, "--encoder", taught);
        assertEquals(0, scored.code(), scored.err());
        assertTrue(scored.out().contains("| encoder | 60 | 1.0000"), scored.out());
        assertTrue(scored.out().contains("| crf+encoder | 60 | 1.0000"), scored.out());

        Cli.Result none = Cli.run("eval", "baseline", "--train", tags, "--test", tags, "--methods", "encoder");
        assertEquals(1, none.code());
        assertTrue(none.err().contains("--encoder MODEL"), none.err());
        Cli.Result untaught =
                Cli.run("eval", "baseline", "--train", tags, "--test", tags, "--methods", "encoder", "--encoder", base);
        assertEquals(1, untaught.code());
        assertTrue(untaught.err().contains("was not taught to tag words"), untaught.err());
    }

    @Test
    void textsAreCrossValidatedAndDecidedOn() throws IOException {
        Path probabilities = folder.resolve("probabilities");
        Cli.Result folds = Cli.run(
                "eval", "baseline", "--train", texts, "--folds", 3, "--seeds", 2, "--predictions", probabilities);
        assertEquals(0, folds.code(), folds.err());
        assertTrue(folds.out().contains("3 folds, seed 2"), folds.out());
        assertTrue(folds.out().contains("| method | seeds | accuracy | macro f1 | weighted f1 |"), folds.out());
        Path costs = Files.writeString(folder.resolve("costs.json"), "{\"bad\": {\"good\": 5}, \"abstain\": 0.5}");
        Cli.Result decided =
                Cli.run("eval", "decide", probabilities.resolve("tfidf-1.jsonl"), "--splits", 40, "--costs", costs);
        assertEquals(0, decided.code(), decided.err());
        assertTrue(decided.out().contains("30 documents calibrate, 30 are measured"), decided.out());
        assertTrue(decided.out().contains("| LAC | 0.900 |"), decided.out());
        assertTrue(decided.out().contains("Mean cost: "), decided.out());
    }

    @Test
    void mistakesAreSaidInASentence() throws IOException {
        assertEquals(2, Cli.run("eval", "baseline").code());
        assertEquals(
                2, Cli.run("eval", "baseline", "--train", tags, "--folds", 3).code());
        Cli.Result method = Cli.run("eval", "baseline", "--train", tags, "--test", tags, "--methods", "svm");
        assertEquals(1, method.code(), method.out());
        assertTrue(
                method.err().contains("There is no method 'svm' for tagged sentences; there are dictionary, crf"),
                method.err());
        Cli.Result vectors = Cli.run("eval", "baseline", "--train", texts, "--test", texts, "--methods", "vectors");
        assertTrue(vectors.err().contains("--vectors MODEL"), vectors.err());
        Cli.Result encoder = Cli.run("eval", "baseline", "--train", texts, "--folds", 3, "--encoder", tags);
        assertEquals(2, encoder.code());
        assertTrue(encoder.err().contains("--encoder tags words"), encoder.err());
        Path bad =
                Files.writeString(folder.resolve("bad.jsonl"), "{\"label\": \"a\", \"probabilities\": {\"a\": 2}}\n");
        Cli.Result decided = Cli.run("eval", "decide", bad);
        assertEquals(1, decided.code(), decided.out());
        assertTrue(decided.err().contains("line 1"), decided.err());
    }
}
