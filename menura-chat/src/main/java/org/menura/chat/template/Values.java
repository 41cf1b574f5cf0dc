package org.menura.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonText;

/** What Python's {@code type}, {@code bool}, {@code len} and {@code iter} do. */
final class Values {
    private Values() {}

    static String typeName(Object value) {
        return switch (value) {
            case None n -> "NoneType";
            case Boolean b -> "bool";
            case Long l -> "int";
            case BigInteger b -> "int";
            case Double d -> "float";
            case String s -> "str";
            case Markup m -> "Markup";
            case List<?> l -> "list";
            case Tuple t -> "tuple";
            case Dict d -> "dict";
            case DictView v -> "dict view";
            case Range r -> "range";
            case Undefined u -> "Undefined";
            case Namespace n -> "Namespace";
            case Lazy l -> "generator";
            case Loop l -> "LoopContext";
            case Callable c -> "function";
            default -> "object";
        };
    }

    static boolean truth(Object value) {
        return switch (value) {
            case None n -> false;
            case Undefined u -> {
                u.use();
                yield false;
            }
            case Boolean b -> b;
            case Long l -> l != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case Markup m -> !m.text().isEmpty();
            case Dict dict -> dict.size() > 0;
            case DictView view -> view.dict().size() > 0;
            case Loop loop -> loop.length() > 0;
            default -> {
                List<Object> items = sequence(value);
                yield items == null || !items.isEmpty();
            }
        };
    }

    /** Python's {@code len}, or -1 for a value that has none. */
    static long length(Object value, Budget budget) {
        return switch (value) {
            case Undefined u -> {
                u.use();
                yield 0;
            }
            case Dict dict -> dict.size();
            case DictView view -> view.dict().size();
            case Loop loop -> loop.length();
            default -> {
                String text = Text.of(value);
                if (text != null) {
                    budget.glance(text.length());
                    yield PythonText.length(text);
                }
                List<Object> items = sequence(value);
                yield items == null ? -1 : items.size();
            }
        };
    }

    /** The items of a list, tuple or range; null for other values. */
    @SuppressWarnings("unchecked")
    static @Nullable List<Object> sequence(Object value) {
        return switch (value) {
            case List<?> list -> (List<Object>) list;
            case Tuple tuple -> tuple.items();
            case Range range -> range.toList();
            default -> null;
        };
    }

    static boolean isIterable(Object value) {
        return switch (value) {
            case Undefined u -> {
                u.use();
                yield true;
            }
            case Dict d -> true;
            case DictView v -> true;
            case Lazy l -> true;
            case Loop l -> true;
            default -> Text.of(value) != null || sequence(value) != null;
        };
    }

    /** Python's {@code iter}. */
    static Iterator<Object> iterate(Object value, Budget budget) {
        return switch (value) {
            case Undefined u -> {
                u.use();
                yield List.<Object>of().iterator();
            }
            case Dict dict -> {
                budget.elements(dict.size());
                yield dict.keys().iterator();
            }
            case DictView view -> {
                budget.elements(view.dict().size());
                yield view.toList().iterator();
            }
            case Lazy lazy -> lazy;
            case Loop loop -> loop.pairs();
            default -> {
                String text = Text.of(value);
                List<Object> items = text == null ? sequence(value) : null;
                if (items != null) {
                    yield items.iterator();
                }
                if (text != null) {
                    yield text.codePoints()
                            .<Object>mapToObj(Character::toString)
                            .iterator();
                }
                throw new TemplateException("A value of type " + typeName(value) + " is not iterable");
            }
        };
    }

    /** Python's {@code list(value)}; a new list unless {@code value} is a sequence already. */
    static List<Object> toList(Object value, Budget budget) {
        List<Object> items = sequence(value);
        if (items != null) {
            budget.elements(items.size());
            return items;
        }
        List<Object> list = new ArrayList<>();
        for (Iterator<Object> i = iterate(value, budget); i.hasNext(); ) {
            budget.step();
            list.add(i.next());
        }
        budget.elements(list.size());
        return list;
    }
}
