package org.menura.eval.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;
import org.menura.train.ledger.FigureEntry;
import org.menura.train.ledger.FigureLedger;

/** Cards hold what ledgers hold, and nothing else that is a number. */
class CardTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void aModelThatWasMeasured() throws IOException {
        model = Files.createDirectories(folder.resolve("tiny"));
        Files.writeString(
                model.resolve("config.json"), "{\"model_type\": \"llama\", \"architectures\": [\"LlamaForCausalLM\"]}");
        Files.writeString(model.resolve("model.safetensors"), "weights");
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("acc,none", 0.8125);
        values.put("acc_stderr,none", 0.0701);
        values.put("n", 32.0);
        FigureLedger.append(folder.resolve("results"), "eval", "piqa", values, facts(model));
        FigureLedger.append(
                folder.resolve("results"), "fairness", "bbq", Map.of("all/biasAmbiguous", 0.03), facts(model));
    }

    private static ObjectNode facts(Path model) throws IOException {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("model", "Tiny-0.1B");
        facts.putObject("model_files")
                .put("config.json", "whatever")
                .put("model.safetensors", Sha256.of(model.resolve("model.safetensors")));
        facts.putObject("data").put("piqa.jsonl", "ab".repeat(32));
        return facts;
    }

    private Figures figures() throws IOException {
        return Figures.of(CardSubject.of(model), List.of(folder.resolve("results")));
    }

    private String resolved(String text) throws IOException {
        Figures figures = figures();
        return CardText.resolve(text, "t.md", figures, figures.names());
    }

    @Test
    void referencesBecomeTheLedgersFigures() throws IOException {
        assertEquals(
                "81.3 % of 32, 0.81 of Tiny-0.1B; 0.8125",
                resolved("{{eval:piqa/acc,none|%}} of {{ eval:piqa/n }}, {{eval:piqa/acc,none|.2}} of Tiny-0.1B;"
                        + " {{eval:piqa/acc,none}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since 2026-01-31 and 3 March 2025, in March 2025",
                "Apache-2.0, CC BY-SA 4.0, CC-BY-4.0, GPL-3.0-or-later, BSD-3-Clause, Apache License 2.0",
                "version 1.2 and v1.2.3, arXiv:2310.14724, doi:10.18653/v1/2020",
                "see [the page](https://example.org/a/97) or https://example.org/97.3",
                "1. first\n2. second",
                "F1 and SHA-256",
                "one of the two models, half of them in words"
            })
    void whatIsNoMeasurementMayHoldDigits(String text) throws IOException {
        assertEquals(text, resolved(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "97.3% right",
                "accuracy 0.8125",
                "acc=0.97",
                "GPT-97",
                "`0.97`",
                "```\nacc 0.9\n```",
                "९७ right",
                "９７ right",
                "½ of all",
                "Ⅷ of all",
                "x² more",
                "ninety-seven percent right",
                "ninety seven point three per cent",
                "three times better",
                "&#57;7",
                "&frac12; of all",
                "9<!-- -->7",
                "-{{eval:piqa/acc,none}}",
                "{{eval:piqa/acc,none}}%",
                "{{eval:piqa/n}}{{eval:piqa/n}}",
                "{{eval:piqa/n}}00",
                "2026-13-31",
                "in 2026 of 2000",
                "[97 %](https://example.org)",
                "version 2 %",
                "Apache-2.0.97",
                "Tiny-0.1B7"
            })
    void otherNumbersAreRefused(String text) {
        FormatException e = assertThrows(FormatException.class, () -> resolved(text));
        assertTrue(e.getMessage().startsWith("t.md, line "), e.getMessage());
        assertTrue(e.getMessage().contains("numbers of a card come from ledgers"), e.getMessage());
    }

    @Test
    void aKnownNumberIsToldHowToBeWritten() {
        FormatException e = assertThrows(FormatException.class, () -> resolved("fine\nof 0.8125 right"));
        assertTrue(e.getMessage().contains("line 2: '0.8125' (which is {{eval:piqa/acc,none}})"), e.getMessage());
        e = assertThrows(FormatException.class, () -> resolved("{{eval:piqa/ac,none}}"));
        assertTrue(e.getMessage().contains("but eval:piqa/acc,none"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{eval:piqa/acc,none", "{{eval:piqa/acc,none}", "{{eval:piqa/acc,none|.2|%}}", "{{}}", "{{"})
    void aReferenceThatIsNotClosedIsRefused(String reference) {
        FormatException e =
                assertThrows(FormatException.class, () -> resolved("fine\nreached " + reference + "\nmore"));
        assertEquals(
                "t.md, line 2: '" + reference + "' is no reference; it is written {{train:loss}} or {{train:loss|.3}}",
                e.getMessage());
    }

    @Test
    void changedLedgersAreRefused() throws IOException {
        Path ledger = folder.resolve("results").resolve(FigureLedger.FILE);
        String whole = Files.readString(ledger);
        for (String changed : List.of(
                whole.replace("0.8125", "0.9125"),
                whole.substring(whole.indexOf('\n') + 1),
                whole + whole.substring(0, whole.indexOf('\n') + 1),
                whole.replace("\"previous\":\"0", "\"previous\":\"1"))) {
            Files.writeString(ledger, changed);
            assertThrows(FormatException.class, this::figures);
        }
        Random random = new Random(1);
        byte[] bytes = whole.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < 300; i++) {
            byte[] mutated = bytes.clone();
            int at = random.nextInt(mutated.length);
            mutated[at] ^= (byte) (1 << random.nextInt(7));
            Files.write(ledger, mutated);
            try {
                // The last line's end may be lost, which drops its entry; no figure may have another value.
                figures().find("eval:piqa/acc,none").ifPresent(f -> assertEquals(0.8125, f.value()));
            } catch (FormatException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
    }

    @Test
    void figuresOfAnotherModelAreRefused() throws IOException {
        Files.writeString(model.resolve("model.safetensors"), "other weights");
        FormatException e = assertThrows(FormatException.class, this::figures);
        assertTrue(e.getMessage().contains("entry 1 (eval piqa)"), e.getMessage());
    }

    @Test
    void metadataAreTheHubs() throws IOException {
        CardSettings settings = new CardSettings(
                "Tiny",
                "Apache-2.0",
                List.of("en"),
                List.of("stories"),
                null,
                List.of("toy"),
                null,
                null,
                null,
                null,
                "It is right for {{eval:piqa/acc,none|%}}.",
                "t.md");
        String card = ModelCard.write(CardSubject.of(model), figures(), settings);
        assertTrue(card.startsWith("---\n"));
        JsonNode yaml = new YAMLMapper().readTree(card.substring(4, card.indexOf("\n---\n", 4) + 1));
        assertEquals("apache-2.0", yaml.path("license").asText());
        assertEquals("text-generation", yaml.path("pipeline_tag").asText());
        assertEquals("transformers", yaml.path("library_name").asText());
        JsonNode result = yaml.path("model-index").path(0).path("results").path(0);
        assertEquals("piqa", result.path("dataset").path("name").asText());
        assertEquals(32, result.path("dataset").path("args").path("n").asInt());
        assertEquals("acc", result.path("metrics").path(0).path("type").asText());
        assertEquals(0.8125, result.path("metrics").path(0).path("value").asDouble());
        assertTrue(card.contains("It is right for 81.3 %."), card);
        assertTrue(card.contains("| piqa | acc,none | 0.8125 ± 0.0701 | 32 |"), card);
        assertTrue(card.contains("no ledger holds an entry of energy"), card);
    }

    @Test
    void namesAreNames() {
        assertThrows(
                FormatException.class,
                () -> new CardSettings(
                        "97 % right", null, List.of(), List.of(), null, List.of(), null, null, null, null, null, ""));
    }

    @Test
    void energyIsSummedOverEntries() throws IOException {
        Path ledger = folder.resolve("more");
        for (int i = 0; i < 2; i++) {
            FigureLedger.append(
                    ledger,
                    "energy",
                    "training",
                    Map.of("co2_g", 1.5, "kwh", 0.25, "grid_g_per_kwh", 475.0),
                    JsonNodeFactory.instance.objectNode().put("grid", "default").put("hardware", "a processor"));
        }
        Figures all = Figures.of(CardSubject.of(model), List.of(ledger));
        assertEquals(3.0, all.get("energy:training/co2_g", "").value());
        assertEquals(475.0, all.get("energy:training/grid_g_per_kwh", "").value());
        String card = ModelCard.write(CardSubject.of(model), all, CardSettings.NONE);
        assertTrue(card.contains("emissions: 3.0\n"), card);
        assertTrue(card.contains("grid: 475 g CO₂ eq. per kWh (default)"), card);
    }

    @Test
    void dataCardsHaveWhatCroissantAsksFor() throws IOException {
        Path clean = Files.createDirectories(folder.resolve("clean/documents"));
        Path rows = Files.writeString(clean.resolve("a.jsonl"), "{\"id\": \"1\", \"text\": \"x\", \"score\": 0.5}\n");
        Path ledger = Files.createDirectories(folder.resolve("clean/ledger"));
        Files.writeString(ledger.resolve("plan.yaml"), "stages: []\n");
        Files.writeString(ledger.resolve("run.json"), """
            {"format": "menura-data-run", "version": 1, "plan_sha256": "%s", "rows_read": 3, "rows_written": 1,
             "inputs": [{"file": "/in/a.jsonl", "bytes": 9, "rows": 3, "sha256": "%s"}],
             "stages": [{"name": "length", "in": 3, "out": 1, "touched": 2, "dropped": {"too_short": 2}}],
             "files": [{"file": "%s", "rows": 1, "bytes": %d, "sha256": "%s"}]}\
            """.formatted(
                        Sha256.of(ledger.resolve("plan.yaml")),
                        "cd".repeat(32),
                        rows.toString().replace("\\", "/"),
                        Files.size(rows),
                        Sha256.of(rows)));
        CardSettings settings = new CardSettings(
                        "clean-stories",
                        "cc-by-4.0",
                        List.of("en"),
                        List.of(),
                        null,
                        List.of("stories"),
                        "Nobody",
                        "https://example.org",
                        "2026-01-31",
                        "1.0.0",
                        null,
                        "")
                .withText("Stories, {{data:rows_written}} of {{data:rows_read}}.\n\n# Biases\n\nMany.\n", "d.md");
        DataCard.Written written = DataCard.write(folder.resolve("clean"), settings);
        JsonNode card = Json.parse(written.croissant(), "card");
        assertEquals("sc:Dataset", card.path("@type").asText());
        assertEquals(DataCard.CROISSANT, card.path("conformsTo").path(0).asText());
        for (String required :
                List.of("@context", "name", "description", "license", "url", "creator", "datePublished")) {
            assertTrue(card.has(required), required);
        }
        assertTrue(card.path("description").asText().startsWith("Stories, 1 of 3."));
        assertEquals("Many.", card.path("rai:dataBiases").asText());
        assertEquals(
                "Stage 1, length: in 3, out 1, touched 2, dropped too_short 2.",
                card.path("rai:dataPreprocessingProtocol").path(0).asText());
        JsonNode file = card.path("distribution").path(0);
        assertEquals("documents/a.jsonl", file.path("contentUrl").asText());
        assertEquals(Sha256.of(rows), file.path("sha256").asText());
        JsonNode fields = card.path("recordSet").path(0).path("field");
        assertEquals(3, fields.size());
        assertEquals("sc:Float", fields.path(2).path("dataType").asText());
        assertEquals(
                "text",
                fields.path(1).path("source").path("extract").path("column").asText());
        assertThrows(
                FormatException.class,
                () -> DataCard.write(folder.resolve("clean"), settings.withText("97 stories", "d.md")));
        assertThrows(
                FormatException.class,
                () -> DataCard.write(folder.resolve("clean"), settings.withText("# Nonsense\nx", "d.md")));
        Files.writeString(rows, "{\"text\": \"another\"}\n");
        assertThrows(FormatException.class, () -> DataCard.write(folder.resolve("clean"), settings));
    }

    @Test
    void anEntrysHashCoversAllThatItSays() {
        FigureEntry one =
                new FigureEntry(1, "0", "eval", "a", Map.of("x", Double.NaN), JsonNodeFactory.instance.objectNode());
        FigureEntry other =
                new FigureEntry(1, "0", "eval", "a", Map.of("x", 1.0), JsonNodeFactory.instance.objectNode());
        assertFalse(one.sha256().equals(other.sha256()));
        assertEquals(Set.of("x"), one.values().keySet());
    }
}
