package org.menura.data;

import java.util.List;
import org.menura.chat.Message;

/** Finds what belongs to the prompt of a pair. */
final class Preferences {
    private Preferences() {}

    static Preference of(JsonLine line) {
        Preference pair = texts(line);
        return new Preference(pair.prompt(), pair.chosen(), pair.rejected(), line.number("margin"));
    }

    private static Preference texts(JsonLine line) {
        Conversation chosen = line.conversation("chosen");
        Conversation rejected = line.conversation("rejected");
        if (chosen instanceof Conversation.Plain a && rejected instanceof Conversation.Plain b) {
            return line.has("prompt")
                    ? new Preference(new Conversation.Plain(line.text("prompt")), a, b)
                    : split(a.text(), b.text());
        }
        if (chosen instanceof Conversation.Chat a && rejected instanceof Conversation.Chat b) {
            Preference pair = line.has("prompt") ? asked(line, a, b) : split(a, b);
            if (messages(pair.prompt()).isEmpty()) {
                throw line.malformed("'chosen' and 'rejected' begin with different messages and there is no 'prompt'");
            }
            if (messages(pair.chosen()).isEmpty() || messages(pair.rejected()).isEmpty()) {
                throw line.malformed("'chosen' and 'rejected' must differ in their last messages");
            }
            return pair;
        }
        throw line.malformed("'chosen' and 'rejected' must both be strings or both be lists of messages");
    }

    /** With a prompt of messages; or with one of text, which both lists may begin with (UltraFeedback). */
    private static Preference asked(JsonLine line, Conversation.Chat a, Conversation.Chat b) {
        if (line.conversation("prompt") instanceof Conversation.Chat prompt) {
            return new Preference(prompt, a, b);
        }
        Preference pair = split(a, b);
        return messages(pair.prompt()).isEmpty()
                ? new Preference(new Conversation.Chat(List.of(Message.user(line.text("prompt"))), 0, a.given()), a, b)
                : pair;
    }

    private static List<Message> messages(Conversation conversation) {
        return ((Conversation.Chat) conversation).messages();
    }

    /** The prompt ends where the texts part, or at the last blank before; the blank begins the answers, as in TRL. */
    private static Preference split(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        while (at > 0 && !Character.isWhitespace(a.charAt(at - 1))) {
            at--;
        }
        at -= at > 0 && a.charAt(at - 1) == ' ' ? 1 : 0;
        return new Preference(
                new Conversation.Plain(a.substring(0, at)),
                new Conversation.Plain(a.substring(at)),
                new Conversation.Plain(b.substring(at)));
    }

    private static Preference split(Conversation.Chat chosen, Conversation.Chat rejected) {
        List<Message> a = chosen.messages();
        List<Message> b = rejected.messages();
        int n = 0;
        while (n < Math.min(a.size(), b.size()) && a.get(n).equals(b.get(n))) {
            n++;
        }
        return new Preference(
                new Conversation.Chat(a.subList(0, n), 0, chosen.given()),
                new Conversation.Chat(a.subList(n, a.size()), 0, chosen.given()),
                new Conversation.Chat(b.subList(n, b.size()), 0, rejected.given()));
    }
}
