package org.menura.generate;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.chat.tool.AnswerParser;
import org.menura.chat.tool.ParsedCall;
import org.menura.generate.batch.Engine;
import org.menura.generate.session.Generator;

/**
 * An answer that is being generated, event by event:
 *
 * <pre>{@code
 * try (AnswerStream stream = model.stream(request)) {
 *     for (AnswerEvent event = stream.next(); event != null; event = stream.next()) {
 *         …
 *     }
 *     Answer answer = stream.answer();
 * }
 * }</pre>
 *
 * <p>The model goes on while nobody takes events. Belongs to one thread, but for {@link #stop}.
 */
public final class AnswerStream implements AutoCloseable {
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    /** As long as Mistral's templates want them. */
    private static final int ID_LENGTH = 9;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A piece of text from the engine, or its end. */
    private record Piece(@Nullable String text) {}

    private static final Piece END = new Piece(null);

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final List<AnswerEvent> ready = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ParsedCall> calls = new ArrayList<>();
    private final AnswerParser parser;
    private Engine.@Nullable Task task;
    private boolean ended;

    // the call that is being written
    private String callId = "";
    private String callName = "";
    private final StringBuilder arguments = new StringBuilder();

    AnswerStream(AnswerParser parser) {
        this.parser = parser;
    }
}
