package org.menura.serve.work;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.Embedder;
import org.menura.serve.http.Exchange;

/**
 * Gathers the texts of requests that wait for one embedder: whoever comes next embeds them all together, which takes
 * hardly longer than one of them does.
 */
final class Gathering {
    /** Texts that are embedded at a time, if they come by several requests. */
    private static final int MOST_TEXTS = 256;

    private static final Map<Embedder, Gathering> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    private Gathering() {}

    /** The texts of a request. */
    private static final class Waiting {
        private final List<String> texts;
        private @Nullable List<float[]> vectors; // guarded by turn

        Waiting(List<String> texts) {
            this.texts = texts;
        }
    }

    /** Embeds texts, together with what others ask of the embedder meanwhile. */
    static List<float[]> embed(Background background, Exchange exchange, Embedder embedder, List<String> texts)
            throws Exception {
        Gathering all = KNOWN.computeIfAbsent(embedder, _ -> new Gathering());
        Waiting own = new Waiting(texts);
        all.waiting.add(own);
        exchange.onGone(() -> all.waiting.remove(own));
        try {
            return background.run(exchange, () -> all.vectors(embedder, own));
        } finally {
            all.waiting.remove(own);
        }
    }

    private List<float[]> vectors(Embedder embedder, Waiting own) {
        turn.lock();
        try {
            List<float[]> known = own.vectors;
            if (known != null) {
                return known;
            }
            waiting.remove(own);
            List<Waiting> together = new ArrayList<>(List.of(own));
            int count = own.texts.size();
            Waiting next = waiting.peek();
            while (next != null && count + next.texts.size() <= MOST_TEXTS) {
                if (waiting.remove(next)) {
                    together.add(next);
                    count += next.texts.size();
                }
                next = waiting.peek();
            }
            if (together.size() > 1 && embedTogether(embedder, together)) {
                return own.vectors == null ? List.of() : own.vectors;
            }
            return embedder.texts(own.texts);
        } finally {
            turn.unlock();
        }
    }

    /** Returns whether that went well: otherwise, each request is told what is wrong with its own texts. */
    private static boolean embedTogether(Embedder embedder, List<Waiting> together) {
        List<String> texts = new ArrayList<>();
        together.forEach(w -> texts.addAll(w.texts));
        List<float[]> vectors;
        try {
            vectors = embedder.texts(texts);
        } catch (RuntimeException _) {
            return false;
        }
        int at = 0;
        for (Waiting w : together) {
            w.vectors = List.copyOf(vectors.subList(at, at + w.texts.size()));
            at += w.texts.size();
        }
        return true;
    }
}
