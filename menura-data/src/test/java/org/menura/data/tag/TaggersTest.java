package org.menura.data.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.Span;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Registry;
import org.menura.data.plan.Row;
import org.menura.format.FormatException;

class TaggersTest {
    private static Document document(String text) {
        return Document.of("d", text, "made");
    }

    private static Map<String, List<Span>> tag(String tagger, String text) {
        return Taggers.of(tagger).tag(document(text));
    }

    private static Outcome run(String stage, String yaml, Path folder, Document document) {
        Options options = Options.parse(yaml, "plan", folder);
        MapStage made = (MapStage) Registry.stage(stage).create(options);
        options.finish();
        return made.apply(Row.of(document));
    }

    @Test
    void spansCountCodePoints() {
        assertEquals(List.of(new Span(0, 4, 4)), tag("char_length_v1", "😀 é.").get("length"));
        assertEquals(List.of(new Span(0, 4, 8)), tag("bytes_length_v1", "😀 é.").get("bytes"));
        assertEquals(
                List.of(new Span(1, 12, 1)),
                tag("pii_regex_with_counts_fast_v2", "😀 a.b@c.org\n\nx").get("EMAIL_ADDRESS"));
    }

    @Test
    void documentsWithNothingInThemAreTagged() {
        for (TaggerType type : Taggers.types().values()) {
            if (type.parameters().isEmpty()
                    && !type.name().startsWith("cc_re")
                    && !type.name().equals("pii_regex_v1")
                    && !type.name().equals("pii_regex_with_counts_v2")) {
                for (List<Span> spans : tag(type.name(), "").values()) {
                    spans.forEach(span -> assertTrue(Double.isFinite(span.score()), type.name()));
                }
            }
        }
        assertThrows(FormatException.class, () -> tag("pii_regex_v1", " "));
        assertEquals(-1, tag("pii_regex_v2", " ").get("doc").getFirst().score());
    }

    @Test
    void unknownTaggersAreRefusedWithWhatToTakeInstead() {
        String cld = assertThrows(FormatException.class, () -> Taggers.of("cld2_en_doc_v2"))
                .getMessage();
        String typo = assertThrows(FormatException.class, () -> Taggers.of("gopher_v3"))
                .getMessage();

        assertTrue(cld.contains("ft_lang_id"), cld);
        assertTrue(typo.contains("gopher_v"), typo);
    }

    @Test
    void licencesAreFoundInPages() {
        Document page = document("x")
                .withMetadata(
                        "html",
                        TextNode.valueOf(
                                "<a rel=\"license\" href=\"https://creativecommons.org/licenses/by-nc/4.0/deed.de\">x</a>"));

        assertEquals(
                Map.of("cc_by-nc_4.0_de", List.of(new Span(0, 1, 1))),
                Taggers.of("cc_re").tag(page));
        assertThrows(FormatException.class, () -> tag("cc_re_fast", "x"));
    }

    @Test
    void tokensAreCountedByATokenizerOfTheUsers() {
        Tagger tagger = Taggers.type("dolma_v1_tokenizer")
                .create(Options.parse(
                        "tokenizer: ../models/nano", "plan", Path.of("").toAbsolutePath()));

        double tokens = tagger.tag(document("  Once upon a time. "))
                .get("length")
                .getFirst()
                .score();
        assertTrue(tokens > 3 && tokens < 12, "tokens " + tokens);
        assertEquals(0, tagger.tag(document(" ")).get("length").getFirst().score());
    }

    @Test
    void listsOfHostsAreLookedUp(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("hosts"), "# bad\n0.0.0.0 bad.example\n||worse.example^\nwww.plain.example\n");
        Tagger tagger = Taggers.type("domain_blocklist").create(Options.parse("files: [hosts]", "plan", folder));
        Document bad = document("ab").withMetadata("url", TextNode.valueOf("https://www.bad.example:80/x?y=1"));
        Document good = document("ab").withMetadata("url", TextNode.valueOf("https://good.example/bad.example"));

        assertEquals(Map.of("url", List.of(new Span(0, 2, 1))), tagger.tag(bad));
        assertEquals(Map.of(), tagger.tag(good));
        assertThrows(FormatException.class, () -> Taggers.of("domain_blocklist"));
    }

    @Test
    void classifiersOfTheUsersTellLanguages(@TempDir Path folder) throws IOException {
        try (InputStream in = org.menura.data.fasttext.FastText.class.getResourceAsStream("softmax-pairs.bin")) {
            Files.write(folder.resolve("model.bin"), in.readAllBytes());
        }
        Tagger all = Taggers.type("ft_lang_id_paragraph_v1").create(Options.parse("model: model.bin", "plan", folder));
        Tagger english = Taggers.type("ft_lang_id_en_paragraph_with_doc_score_v2")
                .create(Options.parse("model: model.bin", "plan", folder));
        Map<String, List<Span>> spans = all.tag(document("ka ko\nlo mer\n"));

        assertEquals(List.of("ka", "lo", "zu"), spans.keySet().stream().sorted().toList());
        assertEquals(6, spans.get("lo").get(1).start());
        assertTrue(spans.get("ka").getFirst().score() > 0.9);
        assertEquals(
                1, english.tag(document("ka ko")).get("doc_not_en").getFirst().score());

        Outcome kept = run("language", "{model: model.bin, languages: [lo]}", folder, document("lo mer sol lo"));
        assertEquals(
                "lo",
                ((Outcome.Keep) kept).row().document().metadata("language").asText());
        assertEquals(
                Outcome.drop("language", "ka"),
                run("language", "{model: model.bin, languages: [lo]}", folder, document("ka ko ka")));
        assertEquals(
                "lo mer\n",
                ((Outcome.Keep) run(
                                "fasttext_filter",
                                "{model: model.bin, keep_labels: {lo: 0.5}, filter_mode: PARAGRAPH}",
                                folder,
                                document("ka ko\nlo mer\nko tu")))
                        .row()
                        .text());
        assertEquals(
                "lo mer\n\n\nlo lo",
                ((Outcome.Keep) run(
                                "fasttext_filter",
                                "{model: model.bin, keep_labels: {lo: 0.5}, filter_mode: PARAGRAPH}",
                                folder,
                                document("lo mer\r\n\u000b\u2028ka ko\u0085lo lo\r\n")))
                        .row()
                        .text());
    }

    @Test
    void stagesOfPlansTakeTheirOptions(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("words"), "casino\n");
        Document prose = document("The boat is of wood, and it was to be sold.\nNobody came to see it for two days.");
        Document url = prose.withMetadata("url", TextNode.valueOf("https://a.co.uk/Casino/casino-x"));

        assertEquals(Outcome.drop("gopher_short_doc"), run("gopher_quality", "{}", folder, prose));
        assertEquals(Outcome.keep(Row.of(prose)), run("gopher_quality", "{min_doc_words: 5}", folder, prose));
        assertEquals(
                Outcome.drop("gopher_enough_stop_words"),
                run("gopher_quality", "{min_doc_words: 5, stop_words: [alpha, beta]}", folder, prose));
        assertEquals(Outcome.drop("top_1_gram"), run("gopher_repetition", "{top_n_grams: {1: 0.001}}", folder, prose));
        assertEquals(Outcome.drop("too_few_sentences"), run("c4_quality", "{}", folder, prose));
        assertEquals(Outcome.keep(Row.of(prose)), run("c4_quality", "{min_num_sentences: 2}", folder, prose));
        assertEquals(
                Outcome.drop("too_few_sentences"), // as with datatrove 0.10.1, which counts none in a blank line
                run(
                        "c4_quality",
                        "{min_num_sentences: 3, min_words_per_line: -1, filter_no_terminal_punct: false}",
                        folder,
                        document("One is here.\n\n \nTwo is there.\n")));
        assertEquals(
                Outcome.drop("short_line_ratio"), run("fineweb_quality", "{short_line_length: 80}", folder, prose));
        assertEquals(Outcome.drop("few long paragraphs"), run("c4_paragraphs", "{}", folder, prose));
        assertEquals(Outcome.drop("the pattern matches"), run("regex", "{pattern: 'Nobody\\b'}", folder, prose));
        assertEquals(Outcome.drop("hard_blacklisted"), run("url_filter", "{banned_words: [words]}", folder, url));
        assertThrows(FormatException.class, () -> run("url_filter", "{}", folder, url));
        assertThrows(FormatException.class, () -> run("gopher_quality", "{min_words: 3}", folder, prose));
        assertThrows(FormatException.class, () -> run("perplexity", "{model: m, head: 0.9}", folder, prose));
    }

    @Test
    void hostsOfAddressesAreFoundHoweverTheyAreWritten(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("domains"), "Shop.Example.com\nb.co.uk\n\n1.2.3.4\n");
        for (String[] each : new String[][] {
            {"https://shop.example.com./x", "subdomain"},
            {"//me:pass@SHOP.example.com:8080?x=a.b", "subdomain"},
            {"www.b.co.uk#top", "domain"},
            {"http://1.2.3.4/", "subdomain"}
        }) {
            Document url = document("a").withMetadata("url", TextNode.valueOf(each[0]));
            assertEquals(each[1], ((Outcome.Drop) run("url_filter", "{domains: [domains]}", folder, url)).reason());
        }
        Document other = document("a").withMetadata("url", TextNode.valueOf("https://example.com/shop.example.com"));
        assertEquals(Outcome.keep(Row.of(other)), run("url_filter", "{domains: [domains]}", folder, other));
    }

    @Test
    void textsAreRewritten(@TempDir Path folder) {
        Document personal = document("Write to anna@mail.org or b.c@mail.org from 8.8.8.8, not 10.0.0.1.");
        Document symbols = document("one\n---\n***\n\ntwo");

        assertEquals(
                "Write to email@example.com or firstname.lastname@example.org from 22.214.171.124, not 10.0.0.1.",
                ((Outcome.Keep) run("pii_replace", "{}", folder, personal))
                        .row()
                        .text());
        assertEquals(
                "one\n~\n\ntwo",
                ((Outcome.Keep) run("symbol_lines", "{replace_char: '~'}", folder, symbols))
                        .row()
                        .text());
        assertEquals(
                "\u00e9",
                ((Outcome.Keep) run("normalize", "{}", folder, document("e\u0301")))
                        .row()
                        .text());
        assertEquals(
                Outcome.drop("document_removed_with_badwords"),
                run("c4_badwords", "{}", folder, document("What a (sexy) boat")));
        assertEquals(
                Outcome.keep(Row.of(document("A sexyboat"))), run("c4_badwords", "{}", folder, document("A sexyboat")));
    }

    /** Recorded from datatrove 0.10.1's formatter. */
    @Test
    void addressesBeginAtEdgesOfPythonsWords(@TempDir Path folder) {
        String[][] cases = {
            {"a\u00b2b@x.com", "a\u00b2b@x.com"},
            {"\u00b2a@b.com", "\u00b2a@b.com"},
            {"e\u0301joe@x.com", "e\u0301email@example.com"},
            {"\u203fj@x.com", "\u203femail@example.com"},
            {"#a#b@c.de", "#email@example.com"},
        };
        for (String[] texts : cases) {
            Outcome.Keep kept = (Outcome.Keep) run("pii_replace", "{}", folder, document(texts[0]));
            assertEquals(texts[1], kept.row().text());
        }
    }

    @Test
    void longTextsFullOfDotsAreLookedThrough(@TempDir Path folder) {
        String dotted = "a" + ".a".repeat(3000);
        Outcome.Keep kept =
                (Outcome.Keep) run("pii_replace", "{}", folder, document(dotted + " " + dotted + "@" + dotted + "-."));
        assertEquals(dotted + " email@example.com-.", kept.row().text());
    }

    /** Recorded from datatrove 0.10.1: paragraphs are lines of any end, written with line feeds between them. */
    @Test
    void paragraphsOfAClassifierEndInLineFeeds(@TempDir Path folder) throws IOException {
        try (InputStream in = TaggersTest.class.getResourceAsStream("/org/menura/data/fasttext/ova.bin")) {
            Files.write(folder.resolve("m.bin"), Objects.requireNonNull(in).readAllBytes());
        }
        String options = "{model: m.bin, filter_mode: PARAGRAPH}";
        Outcome.Keep kept = (Outcome.Keep) run("fasttext_filter", options, folder, document("a\r\n\r\nb\u0085c\n"));
        assertEquals("a\n\nb\nc", kept.row().text());
    }

    /** Python's re on the same patterns and texts. */
    @Test
    void patternsMeanWhatTheyMeanInPython(@TempDir Path folder) {
        Outcome drop = Outcome.drop("the pattern matches");
        assertEquals(drop, run("regex", "{pattern: '^\\w+$'}", folder, document("\u00fcber\n")));
        assertEquals(drop, run("regex", "{pattern: '(?i)\u00dcBER'}", folder, document("\u00fcber")));
        assertEquals(drop, run("regex", "{pattern: 'a.b'}", folder, document("a\u2028b")));
        Document carriage = document("a\r");
        assertEquals(Outcome.keep(Row.of(carriage)), run("regex", "{pattern: 'a$'}", folder, carriage));
    }

    @Test
    void oneStageAppliesManyTaggersUnderTheNameOfAnExperiment(@TempDir Path folder) {
        Outcome outcome = run("tag", "{experiment: one, taggers: [gopher_v2, c4_v2]}", folder, document("Two words"));
        Row row = ((Outcome.Keep) outcome).row();

        assertEquals(List.of(new Span(0, 9, 2)), row.attributes().of("one__gopher_v2__word_count"));
        assertFalse(row.attributes().of("one__c4_v2__line_count").isEmpty());
        assertThrows(FormatException.class, () -> run("tag", "{taggers: []}", folder, document("x")));
        assertThrows(
                FormatException.class, () -> run("tag", "{taggers: [{gopher_v2: {model: x}}]}", folder, document("x")));
    }
}
