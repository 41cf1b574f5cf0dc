package org.menura.eval.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.model.HashModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.run.SampleResult;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

class TaskLibraryTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void tasks() throws IOException {
        Path tasks = Files.createDirectories(folder.resolve("tasks"));
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            rows.append("{\"q\": \"Question %d\", \"c\": [\"one\", \"two\"], \"a\": %d}\n".formatted(i, i % 2));
        }
        Files.writeString(folder.resolve("rows.jsonl"), rows.toString());
        Files.writeString(tasks.resolve("base"), """
                dataset_path: json
                dataset_kwargs: {data_files: {test: rows.jsonl}}
                test_split: test
                output_type: multiple_choice
                doc_to_text: "{{q}}:"
                doc_to_target: a
                doc_to_choice: c
                metric_list: [{metric: acc}]
                """);
        write("one", "include: base\ntask: one\ntag: [few, all]\nmetadata: {version: 1.0}\n");
        write("two", "include: base\ntask: two\ntag: all\nnum_fewshot: 0\ntask_alias: Two\n");
        write("three", "include: base\ntask: three\ntag: all\nnum_fewshot: 2\n");
        write("group", """
                group: outer
                group_alias: Outer
                task:
                  - one
                  - group: inner
                    task: [{task: three, num_fewshot: 1, description: "Think. "}]
                    aggregate_metric_list: {metric: acc, weight_by_size: false}
                aggregate_metric_list: [{metric: acc}]
                metadata: {version: 2}
                """);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve("tasks").resolve(name + ".yaml"), text);
    }

    private TaskLibrary library() {
        return new TaskLibrary(List.of(folder.resolve("tasks")), folder);
    }

    private EvaluationResults evaluate(EvaluationSettings settings, String... tasks) {
        return new Evaluator(new HashModel(), settings).evaluate(library().load(List.of(tasks)));
    }

    private String refusal(String... tasks) {
        FormatException e = assertThrows(FormatException.class, () -> evaluate(EvaluationSettings.defaults(), tasks));
        assertTrue(!e.getMessage().contains("\n"), e.getMessage());
        return e.getMessage();
    }

    @Test
    void namesTagsWildcardsAndFilesAreFound() {
        assertEquals(
                List.of("all", "few", "one", "outer", "three", "two"), library().names());
        assertEquals(
                List.of("one", "three", "two"),
                List.copyOf(library().load(List.of("all")).tasks().keySet()));
        assertEquals(
                List.of("three", "two"),
                List.copyOf(library().load(List.of("t*")).tasks().keySet()));
        assertEquals(
                List.of("two"),
                List.copyOf(library()
                        .load(List.of(folder.resolve("tasks/two.yaml").toString()))
                        .tasks()
                        .keySet()));
        assertEquals(
                List.of("two"),
                List.copyOf(library().load(List.of("tasks/two.yaml")).tasks().keySet()),
                "a file may be named from the folder of the rows");
        assertEquals("there is no task, group or tag on; there is one", refusal("on"));
        assertFalse(Wildcards.matches("*a?".repeat(60) + "b", "a".repeat(200)));
        assertTrue(Wildcards.matches("*a?*[b-c]*d", "xaxxacbd"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksToTaskFilesAndTheirFolderAreFollowed() throws IOException {
        Path links = Files.createSymbolicLink(folder.resolve("links"), folder.resolve("tasks"));
        Path others = Files.createDirectory(folder.resolve("others"));
        Files.createSymbolicLink(others.resolve("one.yaml"), folder.resolve("tasks/one.yaml"));
        Files.createSymbolicLink(others.resolve("inside"), folder.resolve("tasks"));
        assertEquals(library().names(), new TaskLibrary(List.of(links), folder).names());
        TaskLibrary linked = new TaskLibrary(List.of(others), folder);
        assertEquals(List.of("all", "few", "one"), linked.names());
        assertEquals(
                List.of("one"),
                List.copyOf(linked.load(List.of("few")).tasks().keySet()),
                "what it includes stands beside the file itself");
    }

    @Test
    void groupsMayBeEmptyOrNameSeveralMetricsAtOnce() throws IOException {
        write("empty", "group: empty\ntask: []\n");
        write("several", "group: several\ntask: [one]\naggregate_metric_list: [{metric: [acc, acc_norm]}]\n");
        assertEquals(
                Map.of("alias", "empty", "name", "empty"),
                evaluate(EvaluationSettings.defaults(), "empty").results().get("empty"));
        assertEquals(
                List.of("alias", "name", "sample_len"),
                List.copyOf(Objects.requireNonNull(evaluate(EvaluationSettings.defaults(), "several")
                                .results()
                                .get("several"))
                        .keySet()));
    }

    @Test
    void groupsPassTheirSettingsOnAndAggregate() {
        EvaluationResults results = evaluate(EvaluationSettings.defaults(), "outer");
        assertEquals(
                List.of("one", "three", "outer::inner", "outer"),
                List.copyOf(results.results().keySet()));
        assertEquals(
                List.of("outer::inner", "outer"), List.copyOf(results.groups().keySet()));
        assertEquals(Map.of("one", 0, "three", 1, "outer::inner", 1, "outer", 0), Map.copyOf(results.shots()));
        assertEquals(
                "{'one': '1.0', 'outer': '2', 'outer::inner': 'N/A', 'three': 'Yaml'}",
                Python.repr(results.versions()));
        assertEquals(16L, results.groups().get("outer").get("sample_len"));
        double one = (double) results.results().get("one").get("acc,none");
        double three = (double) results.results().get("three").get("acc,none");
        assertEquals((one * 8 + three * 8) / 16, results.groups().get("outer").get("acc,none"));
        assertTrue(results.documents()
                .get("three")
                .getFirst()
                .arguments()
                .getFirst()
                .getFirst()
                .toString()
                .startsWith("Think. "));
    }

    @Test
    void aTagWithSettingsInAGroupNamesItsTasks() throws IOException {
        write("tagged", "group: tagged\ntask: [{task: few, task_alias: 5}, {task: all, num_fewshot: 1}, two]\n");
        EvaluationResults results = evaluate(EvaluationSettings.defaults(), "tagged");
        assertEquals(
                List.of("few", "all", "two", "tagged"),
                List.copyOf(results.results().keySet()));
        assertEquals(5L, results.results().get("few").get("alias"));
    }

    @Test
    void documentsAreChosenByTheirNumbersInTheirOwnOrder() {
        EvaluationResults results = evaluate(
                EvaluationSettings.defaults().withSamples(Map.of("one", List.of(6, 2, 2, -1), "other", List.of(1))),
                "one",
                "two");
        assertEquals(
                List.of("Question 2", "Question 6"),
                results.documents().get("one").stream()
                        .map(sample -> sample.document().get("q"))
                        .toList());
        assertEquals(
                List.of(6, 2),
                results.documents().get("one").stream()
                        .map(SampleResult::documentId)
                        .toList());
        assertEquals(8, results.documents().get("two").size());
        assertEquals(8, results.samples().get("one").original());
        assertThrows(
                IllegalArgumentException.class,
                () -> EvaluationSettings.defaults()
                        .withSamples(Map.of("one", List.of(0)))
                        .withShots(-1));
    }

    @Test
    void aDocumentWithoutTargetsAmongOthersIsWrong() throws IOException {
        Files.writeString(
                folder.resolve("targets.jsonl"), "{\"q\": \"a\", \"t\": [\"x\"]}\n{\"q\": \"b\", \"t\": []}\n");
        write("targets", """
                task: targets
                dataset_path: json
                dataset_kwargs: {data_files: {test: targets.jsonl}}
                test_split: test
                doc_to_text: q
                doc_to_target: t
                metric_list: [{metric: exact_match}]
                """);
        EvaluationResults results = evaluate(EvaluationSettings.defaults(), "targets");
        assertEquals(0.0, results.documents().get("targets").getLast().metrics().get("exact_match"));
    }

    @Test
    void aPromptOfAFileTakesThePlaceOfATasksOwn() throws IOException {
        Files.writeString(
                folder.resolve("prompts.yaml"),
                "prompts:\n  plain: {doc_to_text: \"P {{q}} ->\", doc_to_target: \"{{a}}\"}\n  list: {doc_to_text: x}\n");
        String task =
                "include: base\noutput_type: generate_until\ndoc_to_choice: null\nmetric_list: [{metric: exact_match}]\n"
                        + "fewshot_config: {doc_to_text: other}\nnum_fewshot: 1\ntask: ";
        write("prompted", task + "prompted\nuse_prompt: \"prompts.yaml:plain\"\n");
        SampleResult first = evaluate(EvaluationSettings.defaults(), "prompted")
                .documents()
                .get("prompted")
                .getFirst();
        String prompt = first.arguments().getFirst().getFirst().toString();
        assertTrue(prompt.matches("P Question \\d -> [01]\n\nP Question 0 ->"), prompt);
        assertEquals("0", first.target());
        write("w1", task + "w1\nuse_prompt: \"prompts.yaml:other\"\n");
        assertTrue(refusal("w1").endsWith("has no prompt other; it has: list, plain"), refusal("w1"));
        write("w2", task + "w2\nuse_prompt: \"prompts.yaml:list\"\n");
        assertTrue(refusal("w2").contains("should have doc_to_text and doc_to_target"), refusal("w2"));
        write("w3", task + "w3\nuse_prompt: \"promptsource:x\"\n");
        assertTrue(refusal("w3").contains("only FILE.yaml:NAME can be read"), refusal("w3"));
        write("w4", task + "w4\nuse_prompt: \"nowhere.yaml:x\"\n");
        assertTrue(refusal("w4").contains("there is no file of prompts"), refusal("w4"));
        write("w5", "include: base\ntask: w5\nuse_prompt: \"prompts.yaml:plain\"\n");
        assertTrue(refusal("w5").contains("don't go together"), refusal("w5"));
    }

    @Test
    void answersAloneAreNotScored() throws IOException {
        write("broken", "include: base\ntask: broken\noutput_type: generate_until\ndoc_to_choice: null\n");
        assertTrue(refusal("broken").startsWith("task broken, metric acc"), refusal("broken"));
        EvaluationResults results = evaluate(EvaluationSettings.defaults().withAnswersOnly(), "broken", "one");
        assertEquals(999L, results.results().get("broken").get("bypass,none"));
        assertEquals("N/A", results.results().get("broken").get("bypass_stderr,none"));
        assertEquals(0, results.samples().get("one").effective());
    }

    @Test
    void aTaskThatSaysZeroExamplesKeepsThem() {
        EvaluationResults results = evaluate(EvaluationSettings.defaults().withShots(3), "one", "two", "three");
        assertEquals(Map.of("one", 3, "two", 0, "three", 3), Map.copyOf(results.shots()));
        assertEquals("Two", results.results().get("two").get("alias"));
    }

    @Test
    void limitsAreCountsOrParts() {
        assertEquals(
                3,
                evaluate(EvaluationSettings.defaults().withLimit(3.0), "one")
                        .documents()
                        .get("one")
                        .size());
        assertEquals(
                4,
                evaluate(EvaluationSettings.defaults().withLimit(0.4), "one")
                        .documents()
                        .get("one")
                        .size());
        assertThrows(
                IllegalArgumentException.class,
                () -> EvaluationSettings.defaults().withLimit(0.0));
    }

    @Test
    void whatIsWrongIsSaidWithItsPlace() throws IOException {
        write("f1", "include: base\ntask: f1\nfewshot_config: {smpler: first_n}\nnum_fewshot: 1\n");
        assertTrue(
                refusal("f1")
                        .startsWith(
                                "task f1: fewshot_config has the field smpler, which is not known; known are doc_to_"),
                refusal("f1"));
        write("f2", "include: base\ntask: f2\ndoc_to_choice: \"{{[]}}\"\n");
        assertEquals("task f2: doc_to_choice gives no choices for a document", refusal("f2"));
        write("f3", "include: base\ntask: f3\ndescription: \"{{q|shout}}\"\n");
        assertEquals(
                "task f3, document 0: There is no filter named 'shout' (line 1 of the template '{{q|shout}}')",
                refusal("f3"));
        Files.write(folder.resolve("cut.jsonl.gz"), new byte[] {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 3, 75});
        write("f4", "include: base\ntask: f4\ndataset_kwargs: {data_files: {test: cut.jsonl.gz}}\n");
        assertTrue(refusal("f4").contains("cut.jsonl.gz is damaged or was cut off: "), refusal("f4"));
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        write("w1", "include: base\ntask: w1\nunknown_field: 1\n");
        assertEquals("task w1 has the field unknown_field, which is not known", refusal("w1"));
        write("w2", "include: base\ntask: w2\ndoc_to_text: \"{{nothing}}\"\n");
        assertTrue(refusal("w2").contains("'nothing' is undefined"), refusal("w2"));
        write("w3", "include: base\ntask: w3\nfewshot_config: {sampler: balanced}\nnum_fewshot: 1\n");
        assertTrue(refusal("w3").contains("fewshot_config.sampler is balanced"), refusal("w3"));
        write("w4", "include: base\ntask: w4\nprocess_docs: !function utils.process\n");
        assertTrue(refusal("w4").contains("the function utils.process is in no file"), refusal("w4"));
        write("w5", "include: base\ntask: w5\nnum_fewshot: 9\n");
        assertEquals(
                "task w5 has 8 examples to choose from, but 9 are to be drawn: ask for fewer shots", refusal("w5"));
        write("w6", "include: base\ntask: w6\nmetric_list: [{metric: acc, aggregation: best}]\n");
        assertTrue(refusal("w6").contains("best"), refusal("w6"));
        write("w7", "include: base\ntask: w7\ntest_split: dev\n");
        assertEquals("task w7 reads the split dev, but its files have: test", refusal("w7"));
        write("w8", "include: base\ntask: w8\nunsafe_code: true\n");
        assertEquals("task w8 runs programs that the model writes: allow that explicitly", refusal("w8"));
        write("w9", "include: base\ntask: w9\ndoc_to_choice: \"{{q}}\"\n");
        assertTrue(refusal("w9").contains("is no Python literal"), refusal("w9"));
        write("w10", "include: nowhere\ntask: w10\n");
        assertTrue(refusal("w10").contains("includes"), refusal("w10"));
        assertTrue(refusal("outer", "one").startsWith("task one is asked for twice, by outer and by one"));
    }

    @Test
    void nullsInTheSettingsOfExamplesAreTheTasksOwn() throws IOException {
        write("own", "include: base\ntask: own\nnum_fewshot: 2\n");
        write(
                "null",
                "include: base\ntask: none\nnum_fewshot: 2\nfewshot_config: {doc_to_text: null, doc_to_target: null}\n");
        assertEquals(prompt("own"), prompt("none"));
    }

    private String prompt(String task) {
        return evaluate(EvaluationSettings.defaults(), task)
                .documents()
                .get(task)
                .getFirst()
                .arguments()
                .getFirst()
                .getFirst()
                .toString();
    }

    @Test
    void targetsBecomeWhatFiltersMadeOfAnswers() throws IOException {
        String generated = "include: base\noutput_type: generate_until\ndoc_to_choice: null\n"
                + "metric_list: [{metric: exact_match, ignore_case: %s}]\ndoc_to_target: \"%s\"\n";
        String map = "filter_list: [{name: f, filter: [{function: map, mapping_dict: {}, default_value: %s}%s]}]\n";
        String first = ", {function: take_first}";
        write("number", ("task: number\n" + generated + map).formatted(false, "{{a}}", "1", first));
        write("lists", ("task: lists\n" + generated + map).formatted(true, "{{a}}", "'1'", ""));
        write(
                "letters",
                ("task: letters\n" + generated + map)
                        .formatted(true, "{% if a == 0 %}['x']{% else %}21{% endif %}", "'1'", first));
        for (String task : List.of("number", "lists", "letters")) {
            assertEquals(
                    0.5,
                    evaluate(EvaluationSettings.defaults(), task)
                            .results()
                            .get(task)
                            .get("exact_match,f"),
                    task);
        }
    }
}
