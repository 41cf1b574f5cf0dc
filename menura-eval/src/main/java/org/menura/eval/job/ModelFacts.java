package org.menura.eval.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.menura.eval.model.Conventions;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.remote.RemoteModel;
import org.menura.format.Sha256;

/**
 * What a model is: for results, by the content of its files, which is read while the model is asked; for the journal of a
 * run, by their names, sizes and times.
 */
public final class ModelFacts {
    private static final List<String> COUNTED =
            List.of(".safetensors", ".gguf", ".bin", ".pth", ".json", ".jinja", ".model");

    private final String source;
    private final String name;
    private final String stamp;
    private final CompletableFuture<SequencedMap<String, Object>> facts;

    private ModelFacts(
            String source, String name, String stamp, CompletableFuture<SequencedMap<String, Object>> facts) {
        this.source = source;
        this.name = name;
        this.stamp = stamp;
        this.facts = facts;
    }

    /** Begins to read a model's files. */
    public static ModelFacts of(EvalModel model) {
        return switch (model) {
            case LocalModel local -> local(local);
            case RemoteModel remote -> {
                SequencedMap<String, Object> facts = new LinkedHashMap<>();
                facts.put("server", remote.server().base().toString());
                yield new ModelFacts(
                        "server",
                        remote.name(),
                        remote.server().base() + " " + remote.name(),
                        CompletableFuture.completedFuture(facts));
            }
            default ->
                new ModelFacts(
                        model.name(),
                        model.name(),
                        model.name(),
                        CompletableFuture.completedFuture(new LinkedHashMap<>()));
        };
    }

    private static ModelFacts local(LocalModel model) {
        List<Path> files = Sha256.counted(model.path(), COUNTED);
        Path adapter = model.adapter();
        List<Path> adapterFiles = adapter == null ? List.of() : Sha256.counted(adapter, COUNTED);
        StringBuilder stamp = new StringBuilder(model.name()).append(model.maxLength());
        if (!model.conventions().equals(Conventions.own())) {
            stamp.append(model.conventions());
        }
        try {
            for (Path file :
                    Stream.concat(files.stream(), adapterFiles.stream()).toList()) {
                stamp.append('\n')
                        .append(file.getFileName())
                        .append(Files.size(file))
                        .append(Files.getLastModifiedTime(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<SequencedMap<String, Object>> facts = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("model-hash").start(() -> {
            try {
                SortedMap<String, String> hashes = Sha256.byName(files);
                SequencedMap<String, Object> all = new LinkedHashMap<>();
                all.put("model_sha", hashes.size() == 1 ? hashes.get(hashes.firstKey()) : Sha256.of(hashes));
                all.put("model_files", new LinkedHashMap<>(hashes));
                if (!adapterFiles.isEmpty()) {
                    all.put("adapter_files", new LinkedHashMap<>(Sha256.byName(adapterFiles)));
                }
                all.put("max_length", model.maxLength());
                facts.complete(all);
            } catch (RuntimeException e) {
                facts.completeExceptionally(e);
            }
        });
        return new ModelFacts("menura", model.name(), stamp.toString(), facts);
    }

    /** Returns what kind of model it is: {@code menura}, {@code server} or {@code hash}. */
    public String source() {
        return source;
    }

    /** Returns the model's name. */
    public String name() {
        return name;
    }

    /** Returns the name as a folder may have it, as lm-evaluation-harness changes it. */
    public String folderName() {
        return name.replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__");
    }

    /** Returns a hash that differs if the model's files were written anew. */
    String stamp() {
        return Sha256.of(stamp.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what the files hold: hashes by name; waits until they are read. */
    public SequencedMap<String, Object> facts() {
        return facts.join();
    }
}
