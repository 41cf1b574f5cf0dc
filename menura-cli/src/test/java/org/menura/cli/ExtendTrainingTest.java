package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.StepRecord;

/** What docs/extend-training.md adds to Menura from outside: compiled, put on the class path, and trained with. */
@Tag("slow")
class ExtendTrainingTest {
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void anObjectiveAnOptimizerAndARewardComeFromOutside() throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of("-parameters", "-proc:none", "-d", classes.toString()));
        String page = Files.readString(Cli.repository().resolve("docs/extend-training.md"));
        Matcher files = FILE.matcher(page.replace("\r\n", "\n"));
        while (files.find()) {
            String name = files.group(1);
            Path file = (name.startsWith("META-INF") ? classes : folder).resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.group(2));
            if (name.endsWith(".java")) {
                arguments.add(file.toString());
            }
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));

        Path config = TinyRun.recipe(folder.resolve("tiny"), "steps: 1\n").resolveSibling("config.json");
        Files.copy(config, folder.resolve("config.json"));
        Files.copy(folder.resolve("text.txt"), folder.resolve("stories.txt"));
        Files.writeString(folder.resolve("prompts.jsonl"), "{\"prompt\": \"Once\"}\n");
        Files.createDirectory(folder.resolve("tokenizer"));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Cli.stories().resolve(file), folder.resolve("tokenizer").resolve(file));
        }
        String shell = "export CLASSPATH=\"%s%s$CLASSPATH\"".formatted(classes, File.pathSeparator);
        int code = ChildProcess.start(folder, shell, "train", "focal.yaml").waitFor();
        assertEquals(0, code, ChildProcess.printed(folder));

        LedgerReader ledger = new LedgerReader(folder.resolve("runs/focal"));
        List<StepRecord> records = ledger.records();
        assertEquals(10, records.size());
        assertTrue(records.getLast().loss() < records.getFirst().loss(), records.toString());
        List<String> names = ledger.evaluations().stream()
                .map(EvaluationRecord::name)
                .distinct()
                .toList();
        assertEquals(List.of("held-out", "check"), names);

        Process explained = ChildProcess.start(folder, shell, "train", "--explain");
        assertEquals(0, explained.waitFor());
        assertTrue(ChildProcess.printed(folder).contains("objective.focus: "), ChildProcess.printed(folder));
    }
}
