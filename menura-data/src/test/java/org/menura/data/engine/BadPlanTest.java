package org.menura.data.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;

/** What is said of plans that are wrong. */
class BadPlanTest {
    private static final String PLAN = """
            sources:
              - path: in.jsonl
            stages:
              - length: {min: 3}
              - filter: {include: ["$.text"]}
              - quota: {limits: {a: 3}, unit: documents}
            sink: {documents: out, shards: 2}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void input() throws IOException {
        Files.writeString(folder.resolve("in.jsonl"), "{\"text\":\"a b c d\"}\n");
    }

    private int check(String text) {
        return PlanRun.check(Plan.parse(text, "plan.yaml", folder));
    }

    @Test
    void aRightOneIsChecked() {
        assertEquals(1, check(PLAN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stages: | stage: | line 3: stage is no key here; did you mean stages?",
                "min: 3 | least: 3 | line 4: stages[0].length.least is no key here; known are min, max, unit",
                "min: 3 | min: -1 | must be a whole number from 0 to 2147483647, not -1",
                "length: | lenght: | line 4: stages[0].lenght: there is no stage lenght; did you mean length?",
                "$.text | text | line 5: stages[1].filter.include",
                "documents} | words} | stages[2].quota.unit must be one of documents, code_points, bytes, not words",
                "limits: {a: 3} | by: $.x | sets no limit",
                "documents: out | document: out | names documents, a folder, or attributes",
                "shards: 2 | shards: 0 | sink.shards must be a whole number from 1",
                "in.jsonl | gone.jsonl | names ",
                "path: in.jsonl | {path: in.jsonl, sauce: x} | sources[0].sauce is no key here; did you mean source?",
                "path: in.jsonl | {path: in.jsonl, format: jsonk} | there is no format jsonk",
                "min: 3} | {min: 3, min: 4}} | not valid YAML"
            })
    void eachMistakeIsNamed(String what, String with, String said) {
        String text = PLAN.replace(what, with);
        assertTrue(!text.equals(PLAN), what);
        FormatException e = assertThrows(FormatException.class, () -> check(text));
        assertTrue(String.valueOf(e.getMessage()).replace("'", "").contains(said), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url_filter: {domains: [gone.txt]} | stages[0].url_filter.domains names ",
                "url_filter: {domains: [folder]} | which is a folder; a file is needed",
                "url_filter: {public_suffixes: latin.txt, domains: [words.txt]} | is not encoded in UTF-8",
                "c4_badwords: {lists: {de: gone.txt}} | stages[0].c4_badwords.lists.de names ",
                "unigram_log_prob: {frequencies: folder} | which is a folder; a file is needed",
                "language: {model: gone.bin} | stages[0].language.model names ",
                "bloom: {filter: gone.bloom} | stages[0].bloom.filter names ",
                "decontaminate: {sets: [gone]} | stages[0].decontaminate.sets names ",
                "tag: {taggers: [{url_blocklist: {files: gone.txt}}]} | names "
            })
    void filesThatOptionsNameMustBeThere(String stage, String said) throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("words.txt"), "example.com\n");
        Files.write(folder.resolve("latin.txt"), new byte[] {'k', (byte) 0xe4, 's', 'e'});
        String text = "sources: {path: in.jsonl}\nstages:\n  - %s\nsink: {documents: out}\n".formatted(stage);
        FormatException e = assertThrows(FormatException.class, () -> check(text));
        assertTrue(String.valueOf(e.getMessage()).contains(said), e.getMessage());
    }

    @Test
    void mutatedPlansAreRefusedInASentence() {
        Random random = new Random(2);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(PLAN);
            for (int m = random.nextInt(6); m >= 0; m--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "{}[]:,-\n \"'&*!|>%@$#x0".charAt(random.nextInt(22)));
                    default -> text.setCharAt(at, (char) random.nextInt(300));
                }
            }
            try {
                check(text.toString());
            } catch (FormatException e) {
                assertTrue(e.getMessage() != null && e.getMessage().indexOf('\n') < 0, e.getMessage());
            }
        }
    }
}
