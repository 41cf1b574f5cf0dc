package org.menura.data.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;

/** Configurations of Dolma's mixer. */
class MixerConfigTest {
    private static final String CONFIG = """
            streams:
              - name: mixed
                documents: [corpus/documents/*.jsonl]
                attributes: [a, b]
                output: {path: out/documents/v1, max_size_in_bytes: 400, min_text_length: 4, discard_fields: [attributes, junk]}
                filter:
                  include: []
                  exclude:
                    - "$@.attributes[?(@.a__doc && @.a__doc[0] && @.a__doc[0][2] >= 1.0)]"
                span_replacement:
                  - {span: "$.attributes.b__pii", min_score: 0.5, replacement: "|||MAIL|||"}
            processes: 3
            work_dir: {input: /tmp/in, output: /tmp/out}
            """;

    @TempDir
    private Path folder;

    private void corpus() throws IOException {
        for (int f = 0; f < 3; f++) {
            List<String> documents = new ArrayList<>();
            List<String> a = new ArrayList<>();
            List<String> b = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                documents.add(
                        "{\"id\":\"%d-%d\",\"source\":\"s\",\"junk\":1,\"text\":\"é me@x.y %d\"}".formatted(f, i, i));
                a.add("{\"id\":\"%d-%d\",\"attributes\":{\"a__doc\":[[0,3,%d]]}}".formatted(f, i, i == 1 ? 1 : 0));
                b.add("{\"id\":\"%d-%d\",\"attributes\":{\"b__pii\":[[2,8,%s]]}}"
                        .formatted(f, i, i == 2 ? "0.4" : "0.5"));
            }
            write("corpus/documents/f%d.jsonl".formatted(f), documents);
            write("corpus/attributes/a/f%d.jsonl".formatted(f), a);
            write("corpus/attributes/b/f%d.jsonl".formatted(f), b);
        }
    }

    private void write(String file, List<String> lines) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, lines);
    }

    private void run(Plan plan) throws IOException {
        PlanRun.run(plan, new LocalRunner(2), RunSettings.usual(2), RunListener.NONE);
    }

    @Test
    void streamsAreMixedAsDolmaMixesThem() throws IOException {
        corpus();
        List<Plan> plans = MixerConfig.plans(CONFIG, "mixer.yaml", folder);
        assertEquals(1, plans.size());
        run(plans.getFirst());
        List<ObjectNode> first = Corpora.read(folder.resolve("out/documents/v1/mixed-0000.jsonl.gz"));
        assertEquals(
                "[{\"id\":\"0-0\",\"source\":\"s\",\"text\":\"é |||MAIL||| 0\",\"metadata\":{\"provenance\":\"f0.jsonl:1\"}},"
                        + " {\"id\":\"0-2\",\"source\":\"s\",\"text\":\"é me@x.y 2\",\"metadata\":{\"provenance\":\"f0.jsonl:3\"}},"
                        + " {\"id\":\"0-3\",\"source\":\"s\",\"text\":\"é |||MAIL||| 3\",\"metadata\":{\"provenance\":\"f0.jsonl:4\"}}]",
                first.subList(0, 3).toString());
        int rows = first.size();
        for (int file = 1;
                Files.exists(folder.resolve("out/documents/v1/mixed-000%d.jsonl.gz".formatted(file)));
                file++) {
            rows += Corpora.read(folder.resolve("out/documents/v1/mixed-000%d.jsonl.gz".formatted(file)))
                    .size();
        }
        assertEquals(9, rows);
        assertTrue(Files.exists(folder.resolve("out/documents/v1/mixed-0001.jsonl.gz")));
    }

    @Test
    void attributesOfTheDocumentAreKeptBesideThoseOfFilesOrDiscardedWithThem() throws IOException {
        write("corpus/documents/f.jsonl", List.of("""
                {"id":"1","source":"s","text":"one","attributes":{"own":[[0,1,1]],"both":[]}}"""));
        write("corpus/attributes/a/f.jsonl", List.of("""
                {"id":"1","attributes":{"both":[[0,3,0.5]]}}"""));
        String config = """
                streams:
                  - name: mixed
                    documents: [corpus/documents/*.jsonl]
                    attributes: [a]
                    output: {path: kept/documents}
                """;
        run(MixerConfig.plans(config, "mixer.yaml", folder).getFirst());
        assertEquals(
                "{\"own\":[[0,1,1]],\"both\":[[0,3,0.5]]}",
                Corpora.read(folder.resolve("kept/documents/mixed-0000.jsonl.gz"))
                        .getFirst()
                        .get("attributes")
                        .toString());
        String bare = config.replace("{path: kept/documents}", "{path: bare/documents, discard_fields: [attributes]}");
        run(MixerConfig.plans(bare, "mixer.yaml", folder).getFirst());
        assertFalse(Corpora.read(folder.resolve("bare/documents/mixed-0000.jsonl.gz"))
                .getFirst()
                .has("attributes"));
    }

    @Test
    void filesAreTakenInTheOrderOfThePatternsAndEmptyOnesBeginNoFile() throws IOException {
        String line = "{\"id\":\"%s\",\"source\":\"s\",\"text\":\"one\"}";
        for (String name : List.of("b", "x/c", "a.b", "a/d")) {
            write("corpus/documents/%s.jsonl".formatted(name), List.of(line.formatted(name)));
        }
        write("corpus/documents/aa.jsonl", List.of());
        String config = """
                streams:
                  - name: mixed
                    documents: [corpus/documents/x/*.jsonl, corpus/documents/**/*.jsonl]
                    output: {path: out/documents, max_size_in_bytes: 1}
                """;
        run(MixerConfig.plans(config, "mixer.yaml", folder).getFirst());
        List<String> found = new ArrayList<>();
        for (int file = 0; file < 5; file++) {
            Corpora.read(folder.resolve("out/documents/mixed-000%d.jsonl.gz".formatted(file)))
                    .forEach(row -> found.add(row.get("id").asText()));
        }
        assertEquals(List.of("x/c", "a/d", "a.b", "b", "x/c"), found);
    }

    @Test
    void spansThatAConditionFindsAreReplaced() throws IOException {
        write("corpus/documents/f.jsonl", List.of("""
                {"id":"1","source":"s","text":"abcdef"}""", """
                {"id":"2","source":"s","text":"abcdef"}"""));
        write("corpus/attributes/a/f.jsonl", List.of("""
                {"id":"1","attributes":{"x":[[0,2,1.0],[3,4,0.2]]}}""", """
                {"id":"2","attributes":{"x":[[0,1,1.0],[3,4,0.9]]}}"""));
        String config = """
                streams:
                  - name: mixed
                    documents: [corpus/documents/*.jsonl]
                    attributes: [a]
                    output: {path: out/documents}
                    span_replacement: [{span: "$.attributes.x[?(@[2] > 0.5)]", min_score: 0, replacement: "<{}>"}]
                """;
        run(MixerConfig.plans(config, "mixer.yaml", folder).getFirst());
        List<ObjectNode> mixed = Corpora.read(folder.resolve("out/documents/mixed-0000.jsonl.gz"));
        assertEquals(
                List.of("<ab>cdef", "<a>bc<d>ef"),
                mixed.stream().map(row -> row.get("text").asText()).toList());
    }

    @Test
    void leastLengthLeavesWhiteSpaceOfUnicodeOut() throws IOException {
        write("corpus/documents/f.jsonl", List.of("""
                {"id":"1","source":"s","text":"\\u00a0\\u0085\\u202fone\\u2007"}""", """
                {"id":"2","source":"s","text":"\\u001cone"}"""));
        String config = """
                streams:
                  - name: mixed
                    documents: [corpus/documents/*.jsonl]
                    output: {path: out/documents, min_text_length: 4}
                """;
        run(MixerConfig.plans(config, "mixer.yaml", folder).getFirst());
        List<ObjectNode> kept = Corpora.read(folder.resolve("out/documents/mixed-0000.jsonl.gz"));
        assertEquals(
                List.of("2"), kept.stream().map(row -> row.get("id").asText()).toList());
    }

    @Test
    void unshuffledStreamsKeepTheirFiles() throws IOException {
        corpus();
        String config = CONFIG.replace("processes: 3", "shuffle: false").replace("out/documents/v1", "out");
        run(MixerConfig.plans(config, "mixer.yaml", folder).getFirst());
        assertEquals(3, Corpora.read(folder.resolve("out/documents/f2.jsonl")).size());
    }

    @Test
    void whatIsNotReadIsRefused() throws IOException {
        corpus();
        for (String[] change : new String[][] {
            {"corpus/documents", "s3://bucket/documents"},
            {"include: []", "syntax: jq"},
            {"min_score", "least_score"},
            {"processes: 3", "process: 3"},
            {"out/documents/v1", "${oc.env:HOME}/x"}
        }) {
            String config = CONFIG.replace(change[0], change[1]);
            FormatException e = assertThrows(
                    FormatException.class,
                    () -> PlanRun.check(
                            MixerConfig.plans(config, "mixer.yaml", folder).getFirst()),
                    change[1]);
            assertTrue(String.valueOf(e.getMessage()).contains("line "), e.getMessage());
        }
    }
}
