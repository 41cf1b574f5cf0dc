package org.menura.format.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.pickle.Value.BigInt;
import org.menura.format.pickle.Value.Constant;
import org.menura.format.pickle.Value.Dict;
import org.menura.format.pickle.Value.Int;
import org.menura.format.pickle.Value.Real;
import org.menura.format.pickle.Value.Sequence;
import org.menura.format.pickle.Value.Storage;
import org.menura.format.pickle.Value.StoredTensor;
import org.menura.format.pickle.Value.Text;

/**
 * The stack machine that a pickle is a program for (protocols 0 to 5; PEP 307, 3154, 574), reduced to tensors and
 * containers. Steps are counted, so that a small file can't fill the memory.
 */
final class Unpickler {
    private static final int MAX_STEPS = 4_000_000;
    private static final int MAX_INTEGER_BYTES = 64;

    private final PickleInput in;
    private final String source;
    private final Globals globals;
    private final Map<Long, Value> memo = new HashMap<>();
    private List<Value> stack = new ArrayList<>();
    /** Stacks below the marks; values above a mark are on the current one. */
    private final Deque<List<Value>> below = new ArrayDeque<>();

    private Unpickler(PickleInput in, String source, Map<String, Storage> storages) {
        this.in = in;
        this.source = source;
        this.globals = new Globals(in, source, storages);
    }

    /**
     * Runs one pickle and leaves {@code in} behind it.
     *
     * @throws FormatException if the pickle is damaged or wants more than tensors and containers
     */
    static Value load(PickleInput in, String source) {
        return load(in, source, new HashMap<>());
    }

    /** Runs one pickle and puts the storages that it names into {@code storages}, by their keys. */
    static Value load(PickleInput in, String source, Map<String, Storage> storages) {
        return new Unpickler(in, source, storages).run();
    }

    private Value run() {
        for (int step = 0; step < MAX_STEPS; step++) {
            int opcode = in.uint8();
            if (opcode == '.') {
                return pop();
            }
            if (!scalar(opcode) && !container(opcode) && !memo(opcode)) {
                object(opcode);
            }
        }
        throw new FormatException(
                "%s takes more than %d steps, too many for a state dict".formatted(source, MAX_STEPS));
    }

    private boolean scalar(int opcode) {
        switch (opcode) {
            case 'N' -> push(Constant.NONE);
            case 0x88 -> push(Constant.TRUE);
            case 0x89 -> push(Constant.FALSE);
            case 'J' -> push(new Int(in.int32()));
            case 'K' -> push(new Int(in.uint8()));
            case 'M' -> push(new Int(in.uint16()));
            case 0x8a -> push(integer(in.uint8()));
            case 0x8b -> push(integer(in.int32()));
            case 'I' -> push(integerLine());
            case 'L' -> push(new Int(in.decimal(in.line())));
            case 'G' -> push(new Real(in.float64()));
            case 'F' -> push(realLine());
            case 'X' -> push(new Text(in.text(in.uint32())));
            case 0x8c -> push(new Text(in.text(in.uint8())));
            case 0x8d -> push(new Text(in.text(in.int64())));
            case 'U' -> push(new Text(in.text(in.uint8())));
            case 'T' -> push(new Text(in.text(in.int32())));
            case 'V' -> push(new Text(in.line()));
            case 'S' -> push(new Text(unquoted(in.line())));
            case 'B' -> skipBytes(in.uint32());
            case 'C' -> skipBytes(in.uint8());
            case 0x8e, 0x96 -> skipBytes(in.int64());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case '(' -> mark();
            case '0' -> discard();
            case '1' -> popMark();
            case '2' -> push(peek());
            case ')' -> push(new Sequence(List.of()));
            case ']', 0x8f -> push(new Sequence(new ArrayList<>()));
            case '}' -> push(new Dict(new LinkedHashMap<>()));
            case 't', 'l', 0x91 -> push(new Sequence(popMark()));
            case 0x85 -> push(tuple(1));
            case 0x86 -> push(tuple(2));
            case 0x87 -> push(tuple(3));
            case 'd' -> {
                List<Value> items = popMark();
                push(new Dict(new LinkedHashMap<>()));
                put(items);
            }
            case 'a' -> append(List.of(pop()));
            case 'e', 0x90 -> append(popMark());
            case 's' -> {
                Value value = pop();
                put(List.of(pop(), value));
            }
            case 'u' -> put(popMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int opcode) {
        switch (opcode) {
            case 'p' -> memo.put(in.decimal(in.line()), peek());
            case 'q' -> memo.put((long) in.uint8(), peek());
            case 'r' -> memo.put(in.uint32(), peek());
            case 0x94 -> memo.put((long) memo.size(), peek());
            case 'g' -> recall(in.decimal(in.line()));
            case 'h' -> recall(in.uint8());
            case 'j' -> recall(in.uint32());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void object(int opcode) {
        switch (opcode) {
            case 0x80 -> {
                int protocol = in.uint8();
                if (protocol > 5) {
                    throw in.damaged("the pickle protocol " + protocol);
                }
            }
            case 0x95 -> in.int64();
            case 'c' -> push(globals.find(in.line(), in.line()));
            case 0x93 -> {
                Value name = pop();
                push(globals.find(globals.key(pop()), globals.key(name)));
            }
            case 'Q' -> push(globals.storage(pop()));
            case 'R', 0x81 -> {
                Value arguments = pop();
                push(globals.call(pop(), arguments));
            }
            case 'b' -> {
                pop();
                // The state of an ordered dictionary or a tensor is what was attached to it from outside.
                if (!(peek() instanceof Dict) && !(peek() instanceof StoredTensor)) {
                    throw in.damaged("a state for something that has none");
                }
            }
            case 'i' ->
                throw in.damaged(
                        "an instance of " + globals.find(in.line(), in.line()).name());
            default -> throw in.damaged("the operation 0x%02x, which no state dict needs,".formatted(opcode));
        }
    }

    private void push(Value value) {
        stack.add(value);
    }

    private Value pop() {
        if (stack.isEmpty()) {
            throw in.damaged("an operation without its operands");
        }
        return stack.removeLast();
    }

    private Value peek() {
        if (stack.isEmpty()) {
            throw in.damaged("an operation without its operands");
        }
        return stack.getLast();
    }

    private void mark() {
        below.push(stack);
        stack = new ArrayList<>();
    }

    private List<Value> popMark() {
        if (below.isEmpty()) {
            throw in.damaged("an operation without its mark");
        }
        List<Value> above = stack;
        stack = below.pop();
        return above;
    }

    private void discard() {
        if (stack.isEmpty()) {
            popMark();
        } else {
            pop();
        }
    }

    private Sequence tuple(int size) {
        Value[] items = new Value[size];
        for (int i = size - 1; i >= 0; i--) {
            items[i] = pop();
        }
        return new Sequence(List.of(items));
    }

    private void append(List<Value> items) {
        if (!(peek() instanceof Sequence(ArrayList<Value> list))) {
            throw in.damaged("an addition to something that is no list");
        }
        list.addAll(items);
    }

    private void put(List<Value> items) {
        if (!(peek() instanceof Dict(var dict)) || items.size() % 2 != 0) {
            throw in.damaged("an entry for something that is no dictionary");
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(globals.key(items.get(i)), items.get(i + 1));
        }
    }

    private void recall(long index) {
        Value value = memo.get(index);
        if (value == null) {
            throw in.damaged("a reference to value %d, which is not there,".formatted(index));
        }
        push(value);
    }

    private void skipBytes(long length) {
        in.slice(length);
        push(Constant.OTHER);
    }

    private Value integer(int length) {
        if (length < 0 || length > MAX_INTEGER_BYTES) {
            throw in.damaged("a number of %d bytes".formatted(length));
        }
        MemorySegment little = in.slice(length);
        byte[] big = new byte[length];
        for (int i = 0; i < length; i++) {
            big[length - 1 - i] = little.get(ValueLayout.JAVA_BYTE, i);
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(big);
        return value.bitLength() < Long.SIZE ? new Int(value.longValue()) : new BigInt(value);
    }

    private Value integerLine() {
        String line = in.line();
        return switch (line) {
            case "00" -> Constant.FALSE;
            case "01" -> Constant.TRUE;
            default -> new Int(in.decimal(line));
        };
    }

    private Real realLine() {
        String line = in.line();
        try {
            return new Real(Double.parseDouble(line));
        } catch (NumberFormatException e) {
            throw in.damaged("\"%s\" where a number is due".formatted(PickleInput.brief(line)), e);
        }
    }

    private static String unquoted(String line) {
        return line.length() >= 2 ? line.substring(1, line.length() - 1) : line;
    }
}
