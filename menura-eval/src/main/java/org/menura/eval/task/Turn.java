package org.menura.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/**
 * A turn of a prompt.
 *
 * @param delimiter what follows the turn where the prompt is one text
 */
record Turn(Role role, String content, String delimiter) {
    /** Joins two texts, with a delimiter between them unless one has white space there or is empty. */
    static String join(@Nullable String left, @Nullable String right, String delimiter) {
        if (left == null || left.isEmpty()) {
            return right == null ? "" : right;
        }
        if (right == null || right.isEmpty()) {
            return left;
        }
        return touches(left, right) ? left + right : left + delimiter + right;
    }

    private static boolean touches(String left, String right) {
        return PythonText.isSpace(left.codePointBefore(left.length())) || PythonText.isSpace(right.codePointAt(0));
    }

    /**
     * Makes the turns of a question and, where there is one, its answer.
     *
     * @param answer a text, an index of {@code choices}, or a list of texts; null or empty where none is given
     * @param prefix the beginning of the answer
     * @param delimiter what stands between question and answer
     * @param end what stands behind the answer
     */
    static List<Turn> ofQuestion(
            String task,
            @Nullable Object question,
            @Nullable List<@Nullable Object> choices,
            @Nullable Object answer,
            @Nullable String prefix,
            String delimiter,
            String end) {
        if (!(question instanceof String text)) {
            throw new FormatException(
                    "task %s makes %s of a document instead of a text".formatted(task, Python.repr(question)));
        }
        boolean answered = answer != null && !answer.equals("");
        boolean prefixed = prefix != null && !prefix.isEmpty();
        boolean delimited = prefix != null && prefixed ? !text.isEmpty() && !touches(text, prefix) : answered;
        List<Turn> turns = new ArrayList<>();
        turns.add(new Turn(Role.USER, text, delimited ? delimiter : ""));
        if (answer != null && answered) {
            turns.add(new Turn(Role.ASSISTANT, join(prefix, answer(task, answer, choices), " "), end));
        } else if (prefix != null && prefixed) {
            turns.add(new Turn(Role.ASSISTANT, prefix, ""));
        }
        return turns;
    }

    private static String answer(String task, Object answer, @Nullable List<@Nullable Object> choices) {
        Object value = answer;
        if (choices != null && !choices.isEmpty() && (answer instanceof Long || answer instanceof Boolean)) {
            value = Indices.get(choices, answer, task);
        } else if (answer instanceof List<?> list && !list.isEmpty()) {
            value = list.getFirst();
        }
        if (value instanceof String text) {
            return text;
        }
        throw new FormatException(
                "task %s gives %s as the answer of an example instead of a text".formatted(task, Python.repr(value)));
    }

    /** Joins turns to one text. */
    static String text(List<Turn> turns) {
        return turns.stream().map(t -> t.content + t.delimiter).collect(Collectors.joining());
    }

    /**
     * Makes messages of turns.
     *
     * @param several whether examples stay turns of their own; otherwise all but the system's turn and an answer's
     *     beginning become one turn of the user
     */
    static List<Message> messages(List<Turn> turns, boolean several) {
        if (several) {
            return turns.stream().map(t -> Message.of(t.role, t.content)).toList();
        }
        List<Message> messages = new ArrayList<>();
        List<Turn> rest = turns;
        if (rest.getFirst().role.equals(Role.SYSTEM)) {
            messages.add(Message.system(rest.getFirst().content));
            rest = rest.subList(1, rest.size());
        }
        Turn last = rest.getLast();
        boolean open = last.role.equals(Role.ASSISTANT);
        List<Turn> asked = new ArrayList<>(open ? rest.subList(0, rest.size() - 1) : rest);
        Turn end = asked.removeLast();
        messages.add(Message.user(text(asked) + end.content));
        if (open) {
            messages.add(Message.assistant(last.content));
        }
        return messages;
    }
}
