package org.menura.chat.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ArgumentReader.Status;
import org.menura.chat.tool.CallFormat.Trait;

/** A reader of calls that follow each other. It tries the forms that may begin as they do, one after the other. */
final class CallReader {
    private static final int MAX_NAME = 256;
    /** Names that tools that run code go by. */
    private static final List<String> CODE_TOOLS = List.of("code_interpreter", "python", "ipython");

    private enum State {
        BEGIN,
        CALL,
        AFTER
    }

    private final List<CallFormat> candidates;
    private final String trigger;
    private final int start;
    private final AnswerOptions options;
    private final Input input;
    private final AnswerBuilder answer;

    private int candidate;
    private State state = State.BEGIN;
    private int part;
    /** Where to go back to if what follows is no further call; -1 for the first call. */
    private int fallback = -1;

    private @Nullable String name;
    private @Nullable String id;
    private @Nullable ArgumentReader arguments;
    private boolean argumentsRead;
    private boolean begun;
    private boolean ended;
    private boolean anyBegun;
    private boolean dropped;

    CallReader(
            List<CallFormat> candidates,
            String trigger,
            int start,
            AnswerOptions options,
            Input input,
            AnswerBuilder answer) {
        this.candidates = candidates;
        this.trigger = trigger;
        this.start = start;
        this.options = options;
        this.input = input;
        this.answer = answer;
        input.moveTo(start);
    }

    String trigger() {
        return trigger;
    }

    int start() {
        return start;
    }

    /** Returns whether a call has begun, so that what was read is not text. */
    boolean hasBegun() {
        return anyBegun;
    }

    private CallFormat format() {
        return candidates.get(candidate);
    }

    /** Reads on; DONE is said behind the last call, FAILED where there is none, or one that breaks off. */
    Status read() {
        Status status = dropped ? Status.DONE : null;
        while (status == null) {
            status = switch (state) {
                case BEGIN -> begin();
                case CALL -> part < format().call().size() ? part() : afterParts();
                case AFTER -> after();
            };
            if (status == Status.MORE && input.ended()) {
                status = cut();
            }
        }
        return status;
    }

    private @Nullable Status begin() {
        String begin = format().begin();
        if (!begin.isBlank()) {
            int end = input.flexible(input.position(), begin.strip());
            if (end == Input.MAYBE) {
                return Status.MORE;
            }
            if (end == Input.NO && !format().has(Trait.LOOSE)) {
                return failed();
            }
            input.moveTo(end == Input.NO ? start : end);
        }
        nextCall(-1);
        return null;
    }

    private void nextCall(int newFallback) {
        state = State.CALL;
        part = 0;
        fallback = newFallback;
        name = null;
        id = null;
        arguments = null;
        argumentsRead = false;
        begun = false;
        ended = false;
    }

    private @Nullable Status part() {
        CallPart current = format().call().get(part);
        return switch (current) {
            case CallPart.Literal(String text) -> literal(text, argumentsRead && begun);
            case CallPart.Lenient(String text) -> literal(text, true);
            case CallPart.Name _ -> name();
            case CallPart.FixedName(String function) -> named(codeTool(function), null, input.position());
            case CallPart.Id _ -> word(false);
            case CallPart.Number _ -> word(true);
            case CallPart.NumberedName numbered -> numberedName(numbered);
            case CallPart.Arguments(ArgumentFormat form) -> arguments(form);
            case CallPart.CallObject _ -> members(new CallObjectReader(format().has(Trait.BARE)));
            case CallPart.NameToArguments _ -> members(new NameToArgumentsReader());
        };
    }

    private @Nullable Status next() {
        part++;
        return null;
    }

    private @Nullable Status literal(String text, boolean lenient) {
        int at = input.skipSpace(input.position());
        if (text.isBlank()) {
            input.moveTo(at);
            return next();
        }
        int end = input.flexible(at, text.strip());
        if (end == Input.MAYBE) {
            return Status.MORE;
        }
        if (end == Input.NO) {
            return lenient ? next() : failed();
        }
        input.moveTo(end);
        if (argumentsRead) {
            finishCall(); // what follows the arguments says that they were some
        }
        return next();
    }

    private @Nullable Status name() {
        int from = input.skipSpace(input.position());
        String follows = following();
        int end = from;
        while (end < input.length() && isNamePart(input.at(end)) && (end == from || !stands(follows, end))) {
            end++;
        }
        if (end - from > MAX_NAME) {
            return failed();
        }
        if (end == input.length() || !follows.isEmpty() && input.flexible(end, follows) == Input.MAYBE) {
            return input.ended() ? failed() : Status.MORE;
        }
        return end == from ? failed() : named(input.from(from, end), null, end);
    }

    private boolean stands(String literal, int at) {
        return !literal.isEmpty() && input.flexible(at, literal) >= 0;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || "_-.:/@$".indexOf(c) >= 0;
    }

    /** Returns the literal behind the current part; empty if there is none. */
    private String following() {
        List<CallPart> parts = format().call();
        for (int i = part + 1; i < parts.size(); i++) {
            if (parts.get(i) instanceof CallPart.Literal(String text) && !text.isBlank()) {
                return text.strip();
            }
            if (!(parts.get(i) instanceof CallPart.Lenient || parts.get(i) instanceof CallPart.Literal)) {
                return "";
            }
        }
        return "";
    }

    private @Nullable Status named(String newName, @Nullable String newId, int end) {
        name = newName;
        id = newId == null ? id : newId;
        if (format().has(Trait.BARE) && !isKnown(newName)) {
            return failed();
        }
        input.moveTo(end);
        return next();
    }

    /** Returns the name of the tool that runs code: that of the request, where it has one. */
    private String codeTool(String usual) {
        return CODE_TOOLS.stream()
                .filter(name -> options.tools() != null && isKnown(name))
                .findFirst()
                .orElse(usual);
    }

    private boolean isKnown(String function) {
        List<ToolDefinition> tools = options.tools();
        return tools == null || tools.stream().anyMatch(t -> t.name().equals(function));
    }

    /** Reads an id or a number, which ends before the next literal. */
    private @Nullable Status word(boolean number) {
        int from = input.skipSpace(input.position());
        String follows = following();
        int end = from;
        while (end < input.length() && !Character.isWhitespace(input.at(end)) && !stands(follows, end)) {
            end++;
        }
        if (end == input.length()) {
            return end - from > MAX_NAME ? failed() : Status.MORE;
        }
        if (!number && end > from) {
            id = input.from(from, end);
        }
        input.moveTo(end);
        return next();
    }

    private @Nullable Status numberedName(CallPart.NumberedName form) {
        int from = input.skipSpace(input.position());
        String follows = following();
        int end = from;
        while (end < input.length() && !Character.isWhitespace(input.at(end)) && !stands(follows, end)) {
            end++;
        }
        if (end == input.length()) {
            return end - from > MAX_NAME ? failed() : Status.MORE;
        }
        String whole = input.from(from, end);
        String rest =
                whole.startsWith(form.prefix()) ? whole.substring(form.prefix().length()) : whole;
        int split = rest.lastIndexOf(form.separator());
        boolean isNumbered = split > 0 && rest.substring(split + 1).chars().allMatch(Character::isDigit);
        String function = isNumbered ? rest.substring(0, split) : rest;
        return function.isEmpty() ? failed() : named(function, whole, end);
    }

    private @Nullable Status arguments(ArgumentFormat form) {
        if (arguments == null) {
            arguments = ArgumentReader.of(form, types());
        }
        return read(arguments);
    }

    private ArgumentTypes types() {
        List<ToolDefinition> tools = options.tools();
        if (tools != null) {
            for (ToolDefinition tool : tools) {
                if (tool.name().equals(name)) {
                    return new ArgumentTypes(tool.parameters());
                }
            }
        }
        return ArgumentTypes.UNKNOWN;
    }

    private @Nullable Status members(ArgumentReader fresh) {
        if (arguments == null) {
            arguments = fresh;
        }
        return read(arguments);
    }

    private @Nullable Status read(ArgumentReader reader) {
        Status status = reader.read(input);
        if (reader.name() != null) {
            name = reader.name();
            if (format().has(Trait.BARE) && !isKnown(reader.name())) {
                return failed();
            }
        }
        id = reader.id() == null ? id : reader.id();
        if (reader.hasBegun() && name != null) {
            say(reader);
        }
        if (status == Status.FAILED) {
            return failed();
        }
        if (status == Status.MORE) {
            return status;
        }
        argumentsRead = true;
        if (begun) {
            finishCall();
        }
        return next();
    }

    private void say(ArgumentReader reader) {
        if (!begun) {
            begun = true;
            anyBegun = true;
            answer.begin(id, name == null ? "" : name);
        }
        answer.arguments(reader.take());
    }

    private void finishCall() {
        if (!ended && arguments != null) {
            ended = true;
            say(arguments);
            answer.end(id, true);
        }
    }

    private @Nullable Status afterParts() {
        if (!ended) {
            return failed();
        }
        state = State.AFTER;
        return format().has(Trait.SINGLE) ? Status.DONE : null;
    }

    private @Nullable Status after() {
        int from = input.position();
        int at = input.skipSpace(from);
        if (at == input.length()) {
            return Status.MORE;
        }
        String end = format().end().strip();
        if (!end.isEmpty()) {
            int behind = input.flexible(at, end);
            if (behind != Input.NO) {
                input.moveTo(behind == Input.MAYBE ? from : behind);
                return behind == Input.MAYBE ? Status.MORE : Status.DONE;
            }
        }
        String separator = format().separator().strip();
        if (!separator.isEmpty()) {
            int behind = input.flexible(at, separator);
            if (behind >= 0) {
                input.moveTo(behind);
                nextCall(from);
                return null;
            }
            return behind == Input.MAYBE ? Status.MORE : Status.DONE;
        }
        List<String> beginnings = Triggers.beginnings(format());
        Input.Match match = beginnings.isEmpty()
                ? isNamePart(input.at(at)) && !end.isEmpty() ? Input.Match.YES : Input.Match.NO
                : input.matchAny(at, beginnings);
        if (match == Input.Match.MAYBE) {
            return Status.MORE;
        }
        if (match == Input.Match.NO) {
            return Status.DONE;
        }
        input.moveTo(at);
        nextCall(from);
        return null;
    }

    /** Ends the calls where one can't go on: as text if it has not begun. */
    private @Nullable Status failed() {
        if (begun) {
            if (!ended) {
                answer.end(id, false);
            }
            return Status.FAILED;
        }
        if (fallback >= 0) {
            input.moveTo(fallback);
            return Status.DONE;
        }
        if (candidate + 1 < candidates.size()) {
            candidate++;
            state = State.BEGIN;
            input.moveTo(start);
            return null;
        }
        return Status.FAILED;
    }

    /** Drops what the answer's end cuts off: a call that has not begun, or what follows the last one. */
    void cutOff() {
        if (options.tools() == null && !anyBegun) {
            return; // nobody knows whether calls are meant
        }
        if (state == State.AFTER || ended || arguments == null || name == null) {
            input.moveTo(input.length());
        } else if (arguments instanceof CodeReader) {
            return; // code ends where the answer does
        } else {
            cut();
        }
        dropped = true;
    }

    /** Ends the calls where the answer ends. */
    private @Nullable Status cut() {
        if (state == State.AFTER || ended) {
            return Status.DONE;
        }
        if (state != State.CALL || name == null) {
            return failed();
        }
        if (!begun) {
            begun = true;
            anyBegun = true;
            answer.begin(id, name);
        }
        if (arguments != null) {
            answer.arguments(arguments.take());
        }
        answer.end(id, false);
        input.moveTo(input.length());
        return Status.DONE;
    }
}
