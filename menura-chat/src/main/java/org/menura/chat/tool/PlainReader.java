package org.menura.chat.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.Input.Found;
import org.menura.chat.tool.Input.Match;
import org.menura.chat.tool.ReasoningFormat.Trait;

/** A reader of answers in which delimiters tell reasoning, text and calls apart. */
final class PlainReader implements AnswerReader {
    private static final List<String> FENCES = List.of("```json", "```JSON", "```");
    private static final String FENCE = "```";

    private enum State {
        START,
        /** Behind the opening of reasoning, before its label. */
        LABEL,
        /** At the begin of reasoning, which has said nothing yet. */
        FRESH,
        REASONING,
        TEXT,
        CALL
    }

    private final ReasoningFormat reasoning;
    private final TextFormat format;
    private final Triggers triggers;
    private final AnswerOptions options;
    private final Input input;
    private final AnswerBuilder answer;
    private final boolean apart;
    private final boolean promptKnown;

    private State state = State.START;
    private @Nullable CallReader call;
    private Trimmed text = new Trimmed(false);
    private Trimmed thoughts = new Trimmed(true);
    /** Delimiters of reasoning that stay in the text once the reasoning says something. */
    private String opening = "";
    /** Whether nobody saw the reasoning open. */
    private boolean assumed;
    /** Whether text may still open: nothing but white space came since the last delimiter. */
    private boolean atTextStart = true;

    private boolean textOpened;
    private boolean reasoned;
    private boolean fenced;

    PlainReader(AnswerFormat format, AnswerOptions options, Input input, AnswerBuilder answer) {
        this.reasoning = format.reasoning();
        this.format = format.text();
        this.options = options;
        this.input = input;
        this.answer = answer;
        this.apart = options.separateReasoning() && !reasoning.has(Trait.STAYS_IN_TEXT);
        this.promptKnown = options.generationPrompt() != null;
        this.triggers = new Triggers(format.calls(), options);
        if (options.json()) {
            text = new Trimmed(true);
        }
    }

    static String opened(AnswerFormat format, String generationPrompt) {
        List<String> marks = new ArrayList<>(format.reasoning().opens());
        marks.addAll(format.reasoning().closes());
        marks.addAll(format.callTriggers());
        int first = generationPrompt.length();
        for (String mark : marks) {
            int at = generationPrompt.indexOf(mark);
            first = at < 0 ? first : Math.min(first, at);
        }
        return generationPrompt.substring(first);
    }

    @Override
    public boolean step() {
        if (call == null) {
            input.compact();
        }
        return switch (state) {
            case START -> start();
            case LABEL -> label();
            case FRESH -> fresh();
            case REASONING -> reasoning();
            case TEXT -> text();
            case CALL -> call(Objects.requireNonNull(call));
        };
    }

    private boolean start() {
        if (!reasoning.exists() || reasoning.has(Trait.STAYS_IN_TEXT) && !promptKnown) {
            answer.text(reasoning.exists() ? reasoning.opens().getFirst() : "");
            state = State.TEXT;
            return true;
        }
        int at = input.skipSpace(input.position());
        if (at == input.length() && !input.ended()) {
            return false;
        }
        String open = input.matching(at, reasoning.opens());
        if (!open.isEmpty()) {
            open(at, open, false);
            return true;
        }
        String close = input.matching(at, reasoning.closes());
        boolean promptOpens = !promptKnown && reasoning.has(Trait.PROMPT_OPENS);
        if (!close.isEmpty() && (promptKnown || promptOpens)) {
            input.moveTo(at + close.length());
            textBegins();
            return true;
        }
        if (!input.ended()
                && (input.matchAny(at, reasoning.opens()) == Match.MAYBE
                        || input.matchAny(at, reasoning.closes()) == Match.MAYBE)) {
            return false;
        }
        if (promptOpens) {
            open(input.position(), "", true);
        } else {
            state = State.TEXT;
        }
        return true;
    }

    /** Opens reasoning with a delimiter at a place, before which nothing but white space is left. */
    private void open(int at, String delimiter, boolean isAssumed) {
        int from = reasoning.has(Trait.OPENING_IS_REASONING) ? at : at + delimiter.length();
        opening = apart ? "" : input.from(input.position(), from);
        input.moveTo(from);
        assumed = isAssumed;
        reasoned = true;
        thoughts = new Trimmed(true);
        state = reasoning.label().isEmpty() ? State.FRESH : State.LABEL;
    }

    private boolean label() {
        int at = input.position();
        String label = reasoning.label();
        String again = input.matching(at, reasoning.opens());
        if (!again.isEmpty()) {
            keepOpening(at + again.length());
            return true;
        }
        List<String> labels = new ArrayList<>(List.of(label + "\n"));
        reasoning.closes().forEach(c -> labels.add(label + c));
        Match match = input.matchAny(at, labels);
        if (match == Match.MAYBE || input.matchAny(at, reasoning.opens()) == Match.MAYBE) {
            return false;
        }
        if (match == Match.YES) {
            keepOpening(at + label.length());
        }
        state = State.FRESH;
        return true;
    }

    private void keepOpening(int to) {
        opening = apart ? opening : opening + input.from(input.position(), to);
        input.moveTo(to);
    }

    private boolean fresh() {
        int at = input.skipSpace(input.position());
        if (at == input.length()) {
            return false;
        }
        List<String> ends = new ArrayList<>(triggers.strong());
        if (!format.open().isEmpty()) {
            ends.add(format.open());
        }
        return switch (input.matchAny(at, ends)) {
            case YES -> {
                opening = "";
                input.moveTo(at);
                textBegins();
                yield true;
            }
            case MAYBE -> false;
            case NO -> {
                state = State.REASONING;
                yield true;
            }
        };
    }

    private boolean reasoning() {
        List<String> ends = new ArrayList<>(reasoning.closes());
        if (assumed || reasoning.has(Trait.CALL_CLOSES)) {
            ends.addAll(triggers.strong());
        }
        if (assumed) {
            ends.addAll(reasoning.opens());
        }
        Found found = input.find(input.position(), ends);
        boolean moved = found.at() > input.position();
        think(input.from(input.position(), found.at()));
        input.moveTo(found.at());
        if (!found.exists()) {
            return moved && !input.isRead();
        }
        boolean closed = reasoning.closes().contains(found.delimiter());
        if (closed) {
            input.moveTo(found.end());
            if (!apart) {
                think(found.delimiter());
            }
        } else if (reasoning.opens().contains(found.delimiter())) {
            input.moveTo(found.end()); // what was assumed to be open opens now
            assumed = false;
            return true;
        }
        thoughts.rest();
        textBegins();
        return true;
    }

    private void think(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        if (apart) {
            answer.reasoning(thoughts.add(piece));
        } else {
            say(opening + piece);
            opening = "";
        }
    }

    /** Begins the text behind reasoning, without the white space that sets it off. */
    private void textBegins() {
        state = State.TEXT;
        atTextStart = true;
        if (apart && !answer.hasText()) {
            text = new Trimmed(true);
        }
    }

    private boolean text() {
        int from = input.position();
        if (atTextStart && startsText(from)) {
            return true;
        }
        List<String> delimiters = delimiters();
        Found found = input.find(from, delimiters);
        if (found.at() > from) {
            String piece = input.from(from, found.at());
            input.moveTo(found.at());
            atTextStart &= piece.isBlank();
            say(piece);
        }
        if (!found.exists()) {
            return false;
        }
        delimiter(found);
        return true;
    }

    /** Reads what opens text, with the white space before it; returns whether it did. */
    private boolean startsText(int from) {
        int at = input.skipSpace(from);
        List<String> opens = new ArrayList<>();
        if (!format.open().isEmpty()) {
            opens.add(format.open());
        }
        if (options.json() && !fenced) {
            opens.addAll(FENCES);
        }
        String open = input.matching(at, opens);
        if (open.isEmpty() || !input.find(at, opens).exists()) {
            return false;
        }
        fenced |= open.startsWith(FENCE);
        textOpened |= !open.startsWith(FENCE);
        input.moveTo(at + open.length());
        atTextStart = false;
        text = new Trimmed(true);
        return true;
    }

    private List<String> delimiters() {
        List<String> out = new ArrayList<>(triggers.all(!answer.hasText() && !reasonedInText()));
        if (atTextStart && !format.open().isEmpty()) {
            out.add(format.open());
        }
        if (atTextStart && options.json() && !fenced) {
            out.addAll(FENCES);
        }
        if (textOpened) {
            out.add(format.close());
        }
        if (fenced) {
            out.add(FENCE);
        }
        out.addAll(format.dropped());
        if (reasoning.has(Trait.ANYWHERE)) {
            out.addAll(reasoning.opens());
        }
        if (unopened()) {
            out.addAll(reasoning.closes());
        }
        return out;
    }

    private boolean reasonedInText() {
        return reasoned && !apart;
    }

    /** Returns whether reasoning may close that nobody saw open. */
    private boolean unopened() {
        return !promptKnown && !reasoned && apart && answer.calls() == 0;
    }

    private void delimiter(Found found) {
        String delimiter = found.delimiter();
        if (reasoning.has(Trait.ANYWHERE) && reasoning.opens().contains(delimiter)) {
            open(found.at(), delimiter, false);
        } else if (triggers.isTrigger(delimiter)) {
            call = triggers.reader(delimiter, found.at(), input, answer);
            state = State.CALL;
        } else {
            if (unopened() && reasoning.closes().contains(delimiter)) {
                closeUnopened(delimiter);
            }
            if (delimiter.equals(format.close()) || delimiter.equals(FENCE)) {
                textOpened &= !delimiter.equals(format.close());
                text.rest();
            }
            input.moveTo(found.end());
        }
    }

    private void closeUnopened(String delimiter) {
        if (answer.hasText()) {
            answer.textWasReasoning();
            reasoned = true;
            text = new Trimmed(true);
        } else {
            say(delimiter);
        }
    }

    private void say(String piece) {
        answer.text(text.add(piece));
    }

    private boolean call(CallReader reader) {
        switch (reader.read()) {
            case MORE -> {
                return false;
            }
            case DONE -> {
                text = new Trimmed(true);
                atTextStart = true;
                call = null;
                state = State.TEXT;
            }
            case FAILED -> {
                call = null;
                state = State.TEXT;
                if (!reader.hasBegun()) {
                    input.moveTo(reader.start() + reader.trigger().length());
                    atTextStart = false;
                    say(reader.trigger());
                }
            }
        }
        return true;
    }

    @Override
    public void cutOff() {
        if (call != null) {
            call.cutOff();
            return;
        }
        List<String> marks = state == State.TEXT ? delimiters() : new ArrayList<>();
        if (apart) {
            marks.addAll(reasoning.opens());
            marks.addAll(reasoning.closes());
        } else {
            marks.removeAll(reasoning.opens());
            marks.removeAll(reasoning.closes());
        }
        List<String> calls = options.tools() == null ? List.of() : triggers.strong();
        marks.removeIf(triggers::isTrigger);
        marks.addAll(calls);
        marks.removeIf(mark -> mark.isEmpty() || endsText(mark.charAt(0)));
        if (apart && state == State.LABEL) {
            marks.add(reasoning.label() + "\n");
            reasoning.closes().forEach(close -> marks.add(reasoning.label() + close));
        }
        input.dropCut(marks, calls);
    }

    /** Returns whether text ends with such a character too often to take it for the begin of a delimiter. */
    private static boolean endsText(char c) {
        return Character.isLetter(c) || Character.isWhitespace(c) || c == '>';
    }

    @Override
    public void finish() {
        if (state == State.TEXT && !options.json() && (answer.hasText() || answer.saysNothing())) {
            answer.text(text.rest());
        }
    }
}
