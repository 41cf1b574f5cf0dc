package org.menura.chat.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.Input.Found;
import org.menura.chat.tool.Input.Match;

/** A reader of answers that are cut into messages with headers. */
final class FrameReader implements AnswerReader {
    private static final int MAX_HEADER = 512;
    private static final String ROLE = "assistant";

    private enum State {
        HEADER,
        TEXT,
        REASONING,
        /** A body that is the arguments of a call. */
        ARGUMENTS,
        /** A body before its calls, if it has some. */
        CALLS_BEGIN,
        CALLS,
        /** What is left of a body, which says nothing. */
        REST
    }

    private final FrameFormat format;
    private final AnswerOptions options;
    private final Input input;
    private final AnswerBuilder answer;
    private final Triggers triggers;
    private final List<String> ends;

    private State state = State.HEADER;
    private Trimmed text = new Trimmed(true);
    private Trimmed thoughts = new Trimmed(true);
    private boolean joinsText;
    private boolean joinsThoughts;
    /** The header of reasoning that stays in the text, once it says something. */
    private String opening = "";

    private String function = "";
    private @Nullable ArgumentReader arguments;
    private @Nullable CallReader calls;
    private boolean begun;
    private int bodyStart;

    FrameReader(AnswerFormat format, FrameFormat frames, AnswerOptions options, Input input, AnswerBuilder answer) {
        this.format = frames;
        this.options = options;
        this.input = input;
        this.answer = answer;
        this.triggers = new Triggers(frames.nested(), options);
        List<String> all = new ArrayList<>(frames.ends());
        all.add(frames.start());
        this.ends = List.copyOf(all);
    }

    static String opened(FrameFormat format, String generationPrompt) {
        int at = generationPrompt.lastIndexOf(format.start());
        return at < 0 ? "" : generationPrompt.substring(at);
    }

    @Override
    public boolean step() {
        if (calls == null && arguments == null) {
            input.compact();
        }
        return switch (state) {
            case HEADER -> header();
            case TEXT, REASONING, REST -> body();
            case ARGUMENTS -> arguments(Objects.requireNonNull(arguments));
            case CALLS_BEGIN -> callsBegin();
            case CALLS -> calls(Objects.requireNonNull(calls));
        };
    }

    private boolean header() {
        int from = input.position();
        int at = input.skipSpace(from);
        if (at == input.length()) {
            return false;
        }
        Match begins = input.matchAny(at, beginnings());
        if (begins == Match.MAYBE) {
            return false;
        }
        Found found = input.find(from, List.of(format.body()));
        String header = input.from(from, found.at());
        if (begins == Match.NO || header.length() > MAX_HEADER || !found.exists() && input.ended()) {
            int past = at + Math.max(1, input.matching(at, beginnings()).length());
            bodyBegins(State.TEXT); // no header: text alone
            say(input.from(from, past));
            input.moveTo(past);
            return true;
        }
        if (!found.exists()) {
            return false;
        }
        input.moveTo(found.end());
        begin(header, header + found.delimiter());
        return true;
    }

    /** Returns what a header may begin with. */
    private List<String> beginnings() {
        List<String> out = new ArrayList<>(List.of(format.start(), format.recipient(), format.body()));
        if (!format.channel().isEmpty()) {
            out.add(format.channel());
        }
        return out;
    }

    private void begin(String header, String whole) {
        String fields = header;
        int start = fields.lastIndexOf(format.start());
        if (start >= 0) {
            fields = fields.substring(start + format.start().length()).stripLeading();
            fields = fields.startsWith(ROLE) ? fields.substring(ROLE.length()) : fields;
        }
        String channel = format.channel().isEmpty() ? "" : word(fields, format.channel());
        String recipient = word(fields, format.recipient());
        if (format.ignored().contains(recipient)) {
            recipient = "";
        }
        opening = options.separateReasoning() ? "" : fields.strip() + whole.substring(header.length());
        String says = recipient.isEmpty() ? channel : recipient;
        if (format.reasoning().contains(says)) {
            bodyBegins(State.REASONING);
        } else if (recipient.isEmpty() || format.text().contains(recipient)) {
            bodyBegins(State.TEXT);
        } else {
            call(recipient);
        }
    }

    /** Returns the word behind the last of a mark; empty if there is none. */
    private static String word(String fields, String mark) {
        int at = fields.lastIndexOf(mark);
        if (at < 0) {
            return "";
        }
        int from = at + mark.length();
        while (from < fields.length() && Character.isWhitespace(fields.charAt(from))) {
            from++;
        }
        int end = from;
        while (end < fields.length() && !Character.isWhitespace(fields.charAt(end)) && fields.charAt(end) != '<') {
            end++;
        }
        return fields.substring(from, end);
    }

    private void call(String recipient) {
        String prefix = format.functions();
        function = recipient.startsWith(prefix) ? recipient.substring(prefix.length()) : recipient;
        if (!format.nested().isEmpty()) {
            bodyBegins(State.CALLS_BEGIN);
        } else if (recipient.startsWith(prefix) || isTool(recipient)) {
            arguments = new JsonReader();
            begun = false;
            bodyStart = input.position();
            state = State.ARGUMENTS;
        } else {
            state = State.REST; // a call of a tool that nobody offered
        }
    }

    private boolean isTool(String name) {
        return options.tools() != null
                && options.tools().stream().anyMatch(t -> t.name().equals(name));
    }

    private void bodyBegins(State kind) {
        state = kind;
        text = new Trimmed(true);
        thoughts = new Trimmed(true);
        joinsText = kind != State.REASONING && answer.hasText() && options.separateReasoning();
        joinsThoughts = !answer.allReasoning().isEmpty();
    }

    private boolean body() {
        Found found = input.find(input.position(), ends);
        say(input.from(input.position(), found.at()));
        input.moveTo(found.at());
        if (!found.exists()) {
            return false;
        }
        if (!found.delimiter().equals(format.start())) {
            input.moveTo(found.end());
            if (state == State.REASONING && !options.separateReasoning() && opening.isEmpty()) {
                answer.text(found.delimiter());
            }
        }
        state = State.HEADER;
        return true;
    }

    private void say(String piece) {
        if (piece.isEmpty() || state == State.REST) {
            return;
        }
        if (state == State.REASONING && options.separateReasoning()) {
            String ready = thoughts.add(piece);
            answer.reasoning(joinsThoughts && !ready.isEmpty() ? "\n" + ready : ready);
            joinsThoughts &= ready.isEmpty();
        } else if (state == State.REASONING) {
            answer.text(opening + piece);
            opening = "";
        } else {
            String ready = text.add(piece);
            answer.text(joinsText && !ready.isEmpty() ? "\n" + ready : ready);
            joinsText &= ready.isEmpty();
        }
    }

    private boolean arguments(ArgumentReader reader) {
        ArgumentReader.Status status = reader.read(input);
        if (reader.hasBegun()) {
            begun(reader);
        }
        if (status == ArgumentReader.Status.MORE && !input.ended()) {
            return false;
        }
        boolean done = status == ArgumentReader.Status.DONE;
        if (!begun && status == ArgumentReader.Status.FAILED) {
            input.moveTo(bodyStart);
            bodyBegins(State.TEXT);
        } else {
            if (!begun) {
                begun(reader);
            }
            answer.end(null, done);
            state = State.REST;
        }
        arguments = null;
        return true;
    }

    private void begun(ArgumentReader reader) {
        if (!begun) {
            begun = true;
            answer.begin(null, function);
        }
        answer.arguments(reader.take());
    }

    private boolean callsBegin() {
        int at = input.skipSpace(input.position());
        Match match = at == input.length() && !input.ended() ? Match.MAYBE : input.matchAny(at, triggers.strong());
        if (match == Match.MAYBE) {
            return false;
        }
        if (match == Match.NO) {
            state = State.TEXT;
        } else {
            calls = triggers.reader(input.matching(at, triggers.strong()), at, input, answer);
            state = State.CALLS;
        }
        return true;
    }

    private boolean calls(CallReader reader) {
        switch (reader.read()) {
            case MORE -> {
                return false;
            }
            case DONE -> state = State.REST;
            case FAILED -> {
                if (!reader.hasBegun()) {
                    input.moveTo(reader.start());
                }
                state = reader.hasBegun() ? State.REST : State.TEXT;
            }
        }
        calls = null;
        return true;
    }

    @Override
    public void cutOff() {
        if (calls != null) {
            calls.cutOff();
        } else if (state == State.HEADER) {
            input.moveTo(input.length());
        } else if (state == State.CALLS_BEGIN) {
            input.dropCut(triggers.strong(), List.of());
        } else if (arguments == null && (state != State.REASONING || options.separateReasoning())) {
            input.dropCut(ends, List.of());
        }
    }

    @Override
    public void finish() {
        if (state == State.TEXT) {
            answer.text(text.rest());
        }
    }
}
