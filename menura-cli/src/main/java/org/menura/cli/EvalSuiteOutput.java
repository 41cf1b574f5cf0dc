package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.job.ModelFacts;
import org.menura.eval.job.ResultFigures;
import org.menura.eval.model.EvalModel;
import org.menura.format.FileTree;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import picocli.CommandLine.Option;

/** A suite's results as a file: what was measured, of which model, on which data, by which version. */
final class EvalSuiteOutput {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Also write the results as JSON.")
    private @Nullable Path file;

    /**
     * Writes results, if a file was asked for, and adds their figures to the ledger beside it.
     *
     * @param model that was measured; null where none was
     * @param name of what was measured
     * @param data files or folders that were read
     * @param results values that become JSON
     */
    void write(
            Console console,
            String suite,
            @Nullable EvalModel model,
            String name,
            List<Path> data,
            Map<String, ?> results)
            throws IOException {
        write(console, suite, model, name, data, results, file);
    }

    /** Writes results of the model that was compared, into a folder of its own, {@code NAME-after}. */
    void writeAfter(Console console, String suite, EvalModel model, List<Path> data, Map<String, ?> results)
            throws IOException {
        Path beside = file;
        if (beside != null) {
            String name = String.valueOf(beside.getFileName()).replaceFirst("\\.json$", "");
            // A folder of its own: the figures are another model's, and cards refuse those.
            Path folder = beside.resolveSibling(name + "-after");
            Files.createDirectories(folder);
            write(console, suite, model, model.name(), data, results, folder.resolve(name + ".json"));
        }
    }

    private void write(
            Console console,
            String suite,
            @Nullable EvalModel model,
            String name,
            List<Path> data,
            Map<String, ?> results,
            @Nullable Path to)
            throws IOException {
        if (to == null) {
            return;
        }
        ModelFacts facts = model == null ? null : ModelFacts.of(model);
        ObjectNode out = JSON.createObjectNode()
                .put("suite", suite)
                .put("model", name)
                .put("menura", new Version().getVersion()[0]);
        ObjectNode hashes = out.putObject("data_sha256");
        for (Path path : data) {
            hashes.put(path.toString(), hash(path));
        }
        out.set("results", JSON.valueToTree(results));
        ByteBuffer bytes = ByteBuffer.wrap((out.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        OutputFile.write(to, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
        console.wrote(to, "wrote " + to);
        Path folder = to.toAbsolutePath().getParent();
        if (folder != null && Files.isRegularFile(to)) {
            ResultFigures.append(folder, suite, facts, Map.of("version", new Version().getVersion()[0]), out, to);
        }
    }

    /** The hash of a file, or of the names and hashes of all files of a folder. */
    private static String hash(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return Sha256.of(path);
        }
        StringBuilder all = new StringBuilder();
        for (Path file : FileTree.files(path, Integer.MAX_VALUE, _ -> true).stream()
                .sorted()
                .toList()) {
            all.append(path.relativize(file))
                    .append(' ')
                    .append(Sha256.of(file))
                    .append('\n');
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
