package org.menura.data.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.ShardBuild;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.data.TokenShards;
import org.menura.data.TokenizerHash;
import org.menura.data.dolma.RawTokenWriter;
import org.menura.data.plan.Plan;
import org.menura.format.tokenizer.Tokenizer;

/** Makes files of tokens of documents, in the order of the documents, whatever the number of threads. */
public final class TokenRun {
    private final List<Path> files;
    private final Reading reading;
    private final TextTokenizer encoder;
    private final int threads;
    private final BooleanSupplier stopped;

    /** What was made. */
    public record Made(long documents, long tokens, List<Path> files) {}

    private TokenRun(List<Path> files, Reading reading, TextTokenizer encoder, int threads, BooleanSupplier stopped) {
        this.files = files;
        this.reading = reading;
        this.encoder = encoder;
        this.threads = threads;
        this.stopped = stopped;
    }

    /**
     * Prepares documents to be tokenized.
     *
     * @param documents folders, files or patterns
     */
    public static TokenRun of(List<String> documents, TextTokenizer encoder, int threads, BooleanSupplier stopped) {
        Plan plan = Plans.of(documents, List.of(), List.of(), "documents: none");
        List<Path> files = Inputs.find(plan.sources()).stream().map(Input::file).toList();
        return new TokenRun(files, Reading.of(plan.sources().getFirst()), encoder, threads, stopped);
    }

    private Cursor<EncodedRows.Encoded> open(Path file, ExecutorService pool) {
        return new EncodedRows(
                file,
                reading.reader(file).openLazily(file),
                text -> encoder.encode(text).ids(),
                pool);
    }

    private ExecutorService pool() {
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("menura-tokens-", 0).factory());
    }

    /** Makes Menura's shards; a build that was stopped goes on after the last shard that is complete. */
    public Made shards(Path folder, long tokensPerShard, ShardBuild.Progress progress) {
        Tokenizer tokenizer = encoder.tokenizer();
        ShardBuild build = new ShardBuild(
                folder,
                TokenizerHash.of(tokenizer),
                tokenizer.size(),
                1,
                false,
                "documents as " + encoder.recipe(),
                tokensPerShard);
        try (ExecutorService pool = pool()) {
            Corpus<EncodedRows.Encoded> corpus = new Corpus<>(files, file -> open(file, pool));
            TokenShards made =
                    build.run(corpus, row -> List.of(new TokenDocument(row.ids())), (examples, documents, tokens) -> {
                        check();
                        progress.done(examples, documents, tokens);
                    });
            return new Made(made.count(), made.manifest().tokens(), List.of(folder));
        }
    }

    private void check() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    /** Makes files as Dolma or datatrove has them. */
    public Made raw(
            Path folder,
            RawTokenWriter.Layout layout,
            String tokenizerName,
            long tokensPerFile,
            ShardBuild.Progress progress)
            throws IOException {
        long documents = 0;
        try (ExecutorService pool = pool();
                RawTokenWriter out = new RawTokenWriter(
                        folder, layout, tokenizerName, encoder.tokenizer().size(), tokensPerFile)) {
            Corpus<EncodedRows.Encoded> corpus = new Corpus<>(files, file -> open(file, pool));
            try (Cursor<EncodedRows.Encoded> rows = corpus.open()) {
                for (EncodedRows.Encoded row = rows.next(); row != null; row = rows.next()) {
                    check();
                    out.add(row.ids(), row.id(), row.file(), row.number());
                    progress.done(++documents, documents, out.tokens());
                }
            }
            out.complete();
            return new Made(documents, out.tokens(), new ArrayList<>(out.files()));
        }
    }
}
