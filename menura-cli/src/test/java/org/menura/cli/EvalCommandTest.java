package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;

@Tag("slow")
class EvalCommandTest {
    private static final Path STORIES = Cli.repository().resolve("models/stories260K");

    @TempDir
    private Path folder;

    private static void assertWrong(int code, String sentence, Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(code, result.code(), result.out() + result.err());
        assertTrue(result.err().contains(sentence), result.err());
    }

    @Test
    @Tag("slow")
    void tasksThatComeAlong() {
        Cli.Result result = Cli.run("eval", STORIES, "--limit", "4", "--seed", "0,1,2,3", "--batch_size", "8");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("|Tasks "), result.out());
        assertTrue(result.out().contains("4 of 32"), result.out());
        assertTrue(result.out().contains("limit: 4: "), result.out());
    }

    @Test
    void argumentsOfGenerationAreReadAsTheHarnessReadsThem() throws IOException {
        Object[] eval = {"eval", "--tasks", "story_names", "-l", "1", "--log-samples", "-o", folder, "--gen-kwargs"};
        Object[] given = {
            "until=[\"Q:\",'b'],temperature=-1", "top_p=.9", "name='a,b'", "--model", "hash", "--seed", "1,2,3"
        };
        Cli.Result result =
                Cli.run(Stream.concat(Stream.of(eval), Stream.of(given)).toArray());
        assertEquals(0, result.code(), result.err());
        try (Stream<Path> files = Files.walk(folder)) {
            Path samples = files.filter(f -> f.getFileName().toString().startsWith("samples_"))
                    .findFirst()
                    .orElseThrow();
            String text = Files.readString(samples);
            assertTrue(text.contains("\"until\": [\"Q:\", \"b\"]"), text);
            assertTrue(text.contains("\"temperature\": -1.0, \"top_p\": 0.9, \"name\": \"a,b\""), text);
        }
        assertWrong(2, "'x' is no key=value", "eval", "--model", "hash", "--gen-kwargs=x");
        assertWrong(2, "--gen-kwargs wants KEY=VALUE", "eval", "--model", "hash", "--gen-kwargs", "--limit", "1");
        assertWrong(2, "--gen-kwargs: it is no JSON", "eval", "--model", "hash", "--gen-kwargs", "{'a': 1}");
        assertWrong(2, "--seed is one number", "eval", "--model", "hash", "--seed", "1,2");
    }

    @Test
    void commandLinesOfTheHarnessRunAsTheyAre() throws IOException {
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                "model: hash\ntasks: [story_endings, story_names]\nlimit: 2\nnum_fewshot: 1\nseed: [0, 1, null, 3]\n"
                        + "gen_kwargs:\n  until: ['Q:']\n  max_gen_toks: 7\nlog_samples: true\nbatch_size: 4\ndevice: cpu\n"
                        + "cache_requests: true\napply_chat_template: false\nmax_batch_size: null\n"
                        + "output_path: '%s'\n".formatted(folder.resolve("out")));
        Cli.Result file = Cli.run("eval", "--config", config, "--limit", "3", "--show_config");
        assertEquals(0, file.code(), file.err());
        assertTrue(file.out().contains("3 of 32"), file.out());
        assertTrue(file.out().contains("\"max_gen_toks\" : 7"), file.out());
        Cli.Result words = Cli.run(
                "eval",
                "run",
                "-M",
                "hash",
                "--tasks",
                "story_endings",
                "story_names",
                "-L",
                "1",
                "--metadata",
                "version=7",
                "--check_integrity",
                "--trust_remote_code",
                "--verbosity",
                "INFO",
                "--cache_requests",
                "refresh",
                "--apply_chat_template",
                "false",
                "--max_batch_size",
                "4",
                "--use_cache",
                "cache");
        assertEquals(0, words.code(), words.err());
        assertTrue(words.out().contains("|story_names  |      7|"), words.out());
        assertEquals(
                words.out(),
                Cli.run("eval", "--tasks", "story_endings", "story_names", "hash", "-L", "1", "--metadata", "version=7")
                        .out());
        assertWrong(1, "no task, group or tag nothing", "eval", "--tasks", "story_names", "nothing");
        assertWrong(2, "sent to no service", "eval", "-M", "hash", "--wandb_args", "project=a");
        assertWrong(2, "twice, as hash and as other", "eval", "hash", "other");
        Files.writeString(config, "model: hash\nlog_sample: true\n");
        assertWrong(1, "has the field log_sample, which is none of the options", "eval", "-C", config);
        Files.writeString(config, "model: hash\nlog_samples: 3\n");
        assertWrong(1, "log_samples should be true or false, not 3", "eval", "-C", config);
        assertWrong(1, "there is no file of options", "eval", "-C", folder.resolve("none.yaml"));
    }

    @Test
    void tasksAreTriedAndListedByKind() throws IOException {
        Path tasks = Files.createDirectories(folder.resolve("tasks"));
        Files.writeString(tasks.resolve("rows.jsonl"), "{\"q\": \"a\", \"a\": \"b\"}\n{\"q\": \"c\", \"a\": \"d\"}\n");
        String one = "tag: letters\ndataset_path: json\ndataset_kwargs: {data_files: {test: '%s'}}\ntest_split: test\n"
                .formatted(tasks.resolve("rows.jsonl"));
        Files.writeString(tasks.resolve("one.yaml"), "task: one\n" + one + "doc_to_text: q\ndoc_to_target: a\n");
        Files.writeString(tasks.resolve("two.yaml"), "task: two\n" + one + "doc_to_text: '{{x}}'\ndoc_to_target: a\n");
        Files.writeString(tasks.resolve("both.yaml"), "group: both\ntask: [one, two]\n");
        Cli.Result tried = Cli.run("eval", "validate", "--include_path", tasks, "--tasks", "one,two", "three");
        assertEquals(1, tried.code());
        assertEquals("one: 2 documents", tried.out().strip());
        assertTrue(
                tried.err().contains("two can't be measured: ") && tried.err().contains("three can't"), tried.err());
        assertEquals(
                "both",
                Cli.run("eval", "ls", "groups", "--include_path", tasks, "b*")
                        .out()
                        .strip());
        assertEquals(
                "letters",
                Cli.run("eval", "tasks", "tags", "--include_path", tasks).out().strip());
        Cli.Result inside = Cli.run("eval", "-M", "hash", "-L", "1", "--check_integrity", "--tasks", tasks);
        assertTrue(inside.code() == 1 && inside.err().contains("both"), inside.err());
    }

    @Test
    void documentsAreChosenByTheirNumbers() throws IOException {
        Path numbers =
                Files.writeString(folder.resolve("numbers.json"), "{\"story_endings\": [30, 3], \"other\": [1]}");
        Cli.Result result = Cli.run(
                "eval",
                "--model",
                "hash",
                "--tasks",
                "story_endings",
                "--samples",
                numbers,
                "--output-path",
                folder,
                "--log-samples");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("2 of 32"), result.out());
        assertTrue(result.out().contains("samples: the documents that were asked for alone"), result.out());
        assertTrue(result.err().contains("--samples names other, which is none of the tasks"), result.err());
        String[] eval = {"eval", "--model", "hash", "--tasks", "story_endings"};
        for (String[] wrong : new String[][] {
            {"{\"story_endings\": [32]}", "documents, from 0 to 31; there is no document 32"},
            {"{\"story_endings\": [-1]}", "none of the numbers [-1] is one of them"},
            {"{\"story_endings\": 3}", "has 3 instead of a list of numbers"},
            {"{\"story_endings\": [0.5]}", "has 0.5 among the numbers of its documents"},
            {"{'story_endings': [0]}", "it is no JSON"},
            {"nowhere.json", "'nowhere.json' is neither JSON such as"}
        }) {
            Cli.Result refused = Cli.run(eval[0], eval[1], eval[2], eval[3], eval[4], "-E", wrong[0]);
            assertTrue(refused.code() != 0 && refused.err().contains(wrong[1]), refused.err());
        }
        Cli.Result both = Cli.run(eval[0], eval[1], eval[2], eval[3], eval[4], "-E", "{}", "--limit", "2");
        assertTrue(both.err().contains("--limit and --samples both choose documents"), both.err());
    }

    @Test
    void promptsAreShownWithoutFilesToo() throws IOException {
        Files.writeString(folder.resolve("rows.jsonl"), "{\"q\": \"Two and two?\", \"a\": [\"4\", \"four\"]}\n");
        Files.writeString(folder.resolve("sums.yaml"), """
                task: sums
                dataset_path: json
                dataset_kwargs: {data_files: {test: rows.jsonl}}
                test_split: test
                output_type: generate_until
                doc_to_text: "{{q}}"
                doc_to_target: "{{a}}"
                """);
        String[] eval = {"eval", "--model", "hash", "--base", folder.toString(), "--tasks", "sums", "--include-path"};
        for (String more : new String[] {"-w", "--write_out"}) {
            Cli.Result result =
                    Cli.run(eval[0], eval[1], eval[2], eval[3], eval[4], eval[5], eval[6], eval[7], folder, more);
            assertEquals(0, result.code(), result.err());
            assertTrue(result.out().startsWith("""
                                    Task: sums; document 0; context prompt (starting on next line):
                                    Two and two?
                                    (end of prompt on previous line)
                                    target string or answer choice index (starting on next line):
                                    ['4', 'four']
                                    (end of target on previous line)
                                    """), result.out());
        }
    }

    @Test
    @Tag("slow")
    void filesAndTheirComparison() throws IOException {
        for (String model : new String[] {"hash", STORIES.toString()}) {
            Cli.Result result = Cli.run(
                    "eval",
                    "--model",
                    model,
                    "--tasks",
                    "story_endings,story_text",
                    "--output-path",
                    folder.resolve(model.equals("hash") ? "a" : "b"),
                    "--log_samples",
                    "--write-out",
                    "--bootstrap-iters",
                    "100");
            assertEquals(0, result.code(), result.err());
            assertTrue(result.out().contains("Tom was very thirsty. He went to the kitchen."), result.out());
        }
        Path page = folder.resolve("page.html");
        Cli.Result compared = Cli.run("eval", "compare", folder.resolve("a"), folder.resolve("b"), "--html", page);
        assertEquals(0, compared.code(), compared.err());
        assertTrue(compared.out().contains("|story_endings|acc,none"), compared.out());
        assertTrue(Files.readString(page).contains("<svg"));
        assertTrue(Cli.run("eval", "compare", folder.resolve("a"), folder.resolve("b"), "--json")
                .out()
                .contains("\"p_holm\""));
        try (Stream<Path> files = Files.walk(folder)) {
            assertEquals(
                    0,
                    files.filter(f -> f.getFileName().toString().startsWith(".answers"))
                            .count());
        }
    }

    @Test
    @Tag("slow")
    void allCheckpointsOfARun() throws IOException {
        Path recipe = TinyRun.recipe(folder.resolve("recipe"), "steps: 6\ncheckpoint: {every: 2}\n");
        assertEquals(0, Cli.run("train", recipe, "--threads", 1).code());
        Path run = folder.resolve("recipe/run");
        Object[] sweep = {
            "eval",
            run,
            "--all-checkpoints",
            "--tasks",
            "story_endings,story_text",
            "--limit",
            "4",
            "--bootstrap-iters",
            "10"
        };
        Cli.Result first = Cli.run(sweep);
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().contains("step 2\n  story_endings"), first.out());
        List<EvaluationRecord> records = new LedgerReader(run).evaluations();
        assertEquals(
                List.of("2 eval:story_endings", "2 eval:story_text", "4 eval:story_endings"),
                records.stream().limit(3).map(r -> r.step() + " " + r.name()).toList());
        assertEquals(6, records.size());
        assertEquals(4.0, records.getFirst().metrics().get("documents"));
        double before = Objects.requireNonNull(records.get(1).metrics().get("bits_per_byte,none"));
        double after = Objects.requireNonNull(records.getLast().metrics().get("bits_per_byte,none"));
        assertTrue(after < before, after + " after " + before);
        for (String plot : List.of("eval-acc.png", "eval-acc_norm.svg", "eval-bits_per_byte.svg")) {
            assertTrue(Files.size(run.resolve("plots").resolve(plot)) > 1000, plot);
        }
        Cli.Result last = Cli.run("eval", run.resolve("model"), "--tasks", "story_text", "--limit", "4");
        assertTrue(last.out().contains(String.format(Locale.ROOT, "%.4f", after)), last.out() + after);
        Cli.Result again = Cli.run(sweep);
        assertTrue(again.out().contains("step 6, measured before"), again.out());
        assertEquals(6, new LedgerReader(run).evaluations().size());
        assertEquals(0, Cli.run("train", "--resume", run).code());
        assertTrue(Cli.run("ledger", "show", run).out().contains("eval:story_text"));
    }

    @Test
    void whatCanBeMeasured() {
        Cli.Result listed = Cli.run("eval", "tasks", "story_*");
        assertEquals(0, listed.code(), listed.err());
        assertEquals(
                "story_endings\nstory_names\nstory_text\nstory_words\n",
                listed.out().replace("\r\n", "\n"));
        assertWrong(
                1,
                "none of the tasks is called story_end; `menura eval tasks` lists all",
                "eval",
                "tasks",
                "story_end");
        assertWrong(
                1,
                "no folder of task files tasks",
                "eval",
                "--model",
                "hash",
                "--tasks",
                "x",
                "--include-path",
                "tasks");
        Path mine = folder.resolve("mine");
        assertEquals(0, Cli.run("eval", "tasks", "--write", mine).code());
        Cli.Result measured = Cli.run(
                "eval", "--model", "hash", "--include-path", mine, "--tasks", "story_words", "--bootstrap-iters", "10");
        assertEquals(0, measured.code(), measured.err());
        assertTrue(measured.out().contains("|story_words|"), measured.out());
    }

    @Test
    void mistakes() {
        assertWrong(1, "no task, group or tag story_ending", "eval", "--model", "hash", "--tasks", "story_ending");
        assertWrong(2, "which tasks?", "eval", "--model", "hash", "--include-path", folder);
        assertWrong(2, "--output-path", "eval", "--model", "hash", "--log-samples");
        assertWrong(2, "--limit", "eval", "--model", "hash", "--limit", "0");
        assertWrong(2, "--seed", "eval", "--model", "hash", "--seed", "1,2");
        assertWrong(2, "--batch-size", "eval", STORIES, "--batch-size", "0");
        assertWrong(2, "--device", "eval", STORIES, "--device", "cuda:0");
        assertWrong(2, "ledger.json", "eval", folder, "--all-checkpoints");
        assertWrong(1, "'trust_me'", "eval", "--model", "hf", "--model_args", "pretrained=x,trust_me=True");
        assertWrong(1, "base_url", "eval", "--model", "local-completions");
        assertWrong(
                1,
                "dtype=bfloat16",
                "eval",
                "--model",
                "hf",
                "--model_args",
                "pretrained=" + STORIES + ",dtype=bfloat16");
        assertWrong(
                1,
                "nobody listens there",
                "eval",
                "--model",
                "local-completions",
                "--model-args",
                "base_url=http://127.0.0.1:9/v1,max_retries=1");
        assertWrong(1, "chat template", "eval", STORIES, "--tasks", "story_names", "--apply-chat-template");
        assertWrong(1, "results_", "eval", "compare", folder, folder);
    }
}
