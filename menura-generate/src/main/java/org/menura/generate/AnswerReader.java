package org.menura.generate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.AnswerParser;
import org.menura.chat.tool.ParsedCall;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.StopStrings;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TokenEvent;
import org.menura.tensor.annotation.Internal;

/**
 * Reads the tokens of one answer as text, reasoning and tool calls. Where tools or reasoning may come, control tokens are
 * spelled out for the parser, as formats of answers are made of them.
 */
@Internal
public final class AnswerReader {
    /** How much of the prompt the decoder is told of, for the blank that some tokenizers begin texts with. */
    private static final int CONTEXT = 16;

    private final @Nullable AnswerParser parser;
    private final StreamDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder plain = new StringBuilder();
    private int reasoningTokens;
    private boolean calls;

    /**
     * Creates a reader at the start of an answer.
     *
     * @param format null for plain text
     * @param stops the stop strings of the text
     */
    public AnswerReader(
            @Nullable AnswerFormat format,
            AnswerOptions options,
            Tokenizer tokenizer,
            Prompt prompt,
            List<String> stops) {
        boolean mayCall = options.tools() == null || !options.tools().isEmpty();
        boolean reads = format != null && (mayCall && format.callsTools() || format.reasons());
        this.parser = reads && format != null ? format.parser(options) : null;
        int[] ids = prompt.ids();
        this.decoder = tokenizer.stream(false, Arrays.copyOfRange(ids, Math.max(0, ids.length - CONTEXT), ids.length));
        this.stops = new StopStrings(stops);
    }

    /** Reads a token. */
    public List<AnswerEvent> read(TokenEvent token) {
        if (parser == null) {
            plain.append(token.text());
            return token.text().isEmpty() ? List.of() : List.of(new AnswerEvent.Text(token.text()));
        }
        if (!token.isToken() || token.isEnd() || stops.isStopped()) {
            return List.of();
        }
        return counted(parser.feed(stops.push(decoder.add(token.id()))), 1);
    }

    /** Reads to the end. */
    public List<AnswerEvent> finish() {
        if (parser == null) {
            return List.of();
        }
        if (!stops.isStopped()) {
            String rest = stops.push(decoder.flush()) + stops.flush();
            List<AnswerEvent> first = counted(parser.feed(rest), 0);
            List<AnswerEvent> last = counted(parser.finish(), 0);
            return Stream.concat(first.stream(), last.stream()).toList();
        }
        return counted(parser.finish(), 0);
    }

    private List<AnswerEvent> counted(List<AnswerEvent> events, int tokens) {
        for (AnswerEvent event : events) {
            calls |= event instanceof AnswerEvent.CallBegin;
        }
        if (!events.isEmpty() && events.getLast() instanceof AnswerEvent.Reasoning) {
            reasoningTokens += tokens;
        }
        return events;
    }

    /** Returns whether a tool call has begun. */
    public boolean hasCalls() {
        return calls;
    }

    /** Returns the tokens of reasoning so far. */
    public int reasoningTokens() {
        return reasoningTokens;
    }

    /** Returns the text so far, without reasoning and calls. */
    public String text() {
        return parser == null ? plain.toString() : parser.text();
    }

    /** Returns the reasoning so far. */
    public String reasoning() {
        return parser == null ? "" : parser.reasoning();
    }

    /** Returns the tool calls so far; the last one may be incomplete. */
    public List<ParsedCall> calls() {
        return parser == null ? List.of() : parser.calls();
    }
}
