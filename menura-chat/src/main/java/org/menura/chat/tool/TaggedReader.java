package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ArgumentFormat.Tagged;
import org.menura.chat.tool.ArgumentFormat.TypeMark;
import org.menura.chat.tool.Input.Found;

/** A reader of arguments that stand in tags. */
final class TaggedReader extends ArgumentReader {
    private static final int MAX_KEY = 256;
    private static final String CDATA = "<![CDATA[";

    private enum State {
        TAG,
        KEY,
        TYPE,
        VALUE_BEGIN,
        VALUE
    }

    private final Tagged format;
    private final ArgumentTypes types;

    private State state = State.TAG;
    private int arguments;
    private String type = "";
    private String key = "";
    private boolean isString;
    private List<String> closes = List.of();
    private boolean trimsBreak;
    /** The value so far if it is no string; else what of it is held back. */
    private final StringBuilder value = new StringBuilder();

    TaggedReader(Tagged format, ArgumentTypes types) {
        this.format = format;
        this.types = types;
    }

    @Override
    boolean hasBegun() {
        return arguments > 0;
    }

    @Override
    Status read(Input input) {
        Status status = null;
        while (status == null) {
            status = switch (state) {
                case TAG -> tag(input);
                case KEY -> key(input);
                case TYPE -> type(input);
                case VALUE_BEGIN -> valueBegin(input);
                case VALUE -> value(input);
            };
        }
        return status;
    }

    private @Nullable Status tag(Input input) {
        int at = input.skipSpace(input.position());
        if (at == input.length()) {
            return Status.MORE;
        }
        int end = input.flexible(at, format.keyOpen());
        if (end == Input.MAYBE) {
            return Status.MORE;
        }
        if (end == Input.NO) {
            json.append(arguments == 0 ? "{}" : "}");
            return Status.DONE;
        }
        input.moveTo(end);
        state = State.KEY;
        return null;
    }

    private @Nullable Status key(Input input) {
        Found found = input.find(input.position(), List.of(format.keyClose().strip()));
        String name = input.from(input.position(), found.at());
        if (name.length() > MAX_KEY || name.indexOf('\n') >= 0 || name.indexOf('<') >= 0) {
            return Status.FAILED;
        }
        if (!found.exists()) {
            return Status.MORE;
        }
        key = name.strip();
        if (key.isEmpty()) {
            return Status.FAILED;
        }
        json.append(arguments == 0 ? "{" : ", ").append(JsonText.string(key)).append(": ");
        arguments++;
        input.moveTo(found.end());
        state = format.type() == TypeMark.NONE ? State.VALUE_BEGIN : State.TYPE;
        return null;
    }

    private @Nullable Status type(Input input) {
        Found found = input.find(input.position(), List.of(format.valueOpen()));
        type = input.from(input.position(), found.at());
        if (type.length() > MAX_KEY) {
            return Status.FAILED;
        }
        if (!found.exists()) {
            return Status.MORE;
        }
        input.moveTo(found.at());
        state = State.VALUE_BEGIN;
        return null;
    }

    private @Nullable Status valueBegin(Input input) {
        int at = input.position();
        String open = format.valueOpen();
        if (open.isBlank()) {
            if (at == input.length()) {
                return Status.MORE;
            }
            at += !open.isEmpty() && input.at(at) == '\n' ? 1 : 0;
        } else {
            at = input.flexible(input.skipSpace(at), open.strip());
            if (at < 0) {
                return at == Input.MAYBE ? Status.MORE : Status.FAILED;
            }
        }
        closes = new ArrayList<>();
        String close = format.valueClose().strip();
        trimsBreak = format.valueClose().startsWith("\n");
        if (format.cdata()) {
            Input.Match cdata = input.match(at, CDATA);
            if (cdata == Input.Match.MAYBE) {
                return Status.MORE;
            }
            if (cdata == Input.Match.YES) {
                at += CDATA.length();
                close = "]]>" + close;
            }
        }
        closes.add(close);
        if (trimsBreak) {
            closes.add("\n" + format.keyOpen().strip()); // the value's own tag was left open
        }
        JsonNode schema = types.schema(key);
        isString = switch (format.type()) {
            case NONE -> types.isString(schema);
            case IS_STRING -> type.equals("true");
            case JSON_TYPE -> type.equals("string");
        };
        json.append(isString ? "\"" : "");
        value.setLength(0);
        input.moveTo(at);
        state = State.VALUE;
        return null;
    }

    private @Nullable Status value(Input input) {
        Found found = input.find(input.position(), closes);
        value.append(input.from(input.position(), found.at()));
        input.moveTo(found.at());
        if (!found.exists()) {
            say(trimsBreak);
            return Status.MORE;
        }
        if (!isString && JsonScanner.breaksOffInString(value.toString().strip(), isJson())) {
            value.append(found.delimiter()); // a string within the value holds it
            input.moveTo(found.end());
            return null;
        }
        boolean closed = found.delimiter().equals(closes.getFirst());
        if (closed) {
            input.moveTo(found.end());
            if (trimsBreak && !value.isEmpty() && value.charAt(value.length() - 1) == '\n') {
                value.setLength(value.length() - 1);
            }
        }
        if (isString) {
            say(false);
            json.append('"');
        } else {
            String given = isJson() ? JsonScanner.value(value.toString().strip()) : null;
            json.append(given == null ? types.json(types.schema(key), value.toString()) : given);
        }
        state = State.TAG;
        return null;
    }

    /** Returns whether the tag says that its value is JSON. */
    private boolean isJson() {
        return format.type() != TypeMark.NONE && !isString;
    }

    /** Says what has come of a string. */
    private void say(boolean keepsBreak) {
        if (!isString) {
            return;
        }
        int end = value.length();
        end -= keepsBreak && end > 0 && value.charAt(end - 1) == '\n' ? 1 : 0;
        JsonText.append(json, value.substring(0, end));
        value.delete(0, end);
    }
}
