package org.menura.chat.tool;

import java.util.List;
import org.menura.chat.Message;
import org.menura.tensor.annotation.Extension;

/**
 * A parser of one answer as it comes, in pieces of any size. What it says does not depend on where the pieces are cut;
 * it holds back what may be the begin of a delimiter, and nothing else. No text is an error to it: what can't be a call is
 * text; what an answer that breaks off leaves of a delimiter, or of a call before its name, is dropped. The text must have the control tokens spelled out, but for the one that ends the turn.
 *
 * <p>Not thread-safe: a parser belongs to one answer.
 */
@Extension
public final class AnswerParser {
    private final Input input = new Input();
    private final AnswerBuilder answer = new AnswerBuilder();
    private final AnswerReader reader;
    private boolean finished;

    AnswerParser(AnswerFormat format, AnswerOptions options) {
        this.reader = format.frames() == null
                ? new PlainReader(format, options, input, answer)
                : new FrameReader(format, format.frames(), options, input, answer);
        if (options.generationPrompt() != null) {
            input.append(format.opened(options.generationPrompt()));
        }
    }

    /** Reads a piece of the answer and returns what can be said after it. */
    public List<AnswerEvent> feed(CharSequence piece) {
        if (finished) {
            throw new IllegalStateException("the answer has ended; another one needs another parser");
        }
        input.append(piece);
        run();
        return answer.drain();
    }

    /** Ends the answer and returns what could not be said before. */
    public List<AnswerEvent> finish() {
        if (!finished) {
            finished = true;
            reader.cutOff();
            input.end();
            run();
            reader.finish();
        }
        return answer.drain();
    }

    private void run() {
        boolean moves = true;
        while (moves) {
            moves = reader.step();
        }
    }

    /** Reads a whole answer. */
    public Message parse(CharSequence text) {
        feed(text);
        finish();
        return message();
    }

    /** Returns the text so far. */
    public String text() {
        return answer.allText();
    }

    /** Returns the reasoning so far. */
    public String reasoning() {
        return answer.allReasoning();
    }

    /** Returns the tool calls so far, also those that are not complete. */
    public List<ParsedCall> calls() {
        return answer.parsed();
    }

    /** Returns the answer so far as a message, with the tool calls that are complete. */
    public Message message() {
        return answer.message();
    }
}
