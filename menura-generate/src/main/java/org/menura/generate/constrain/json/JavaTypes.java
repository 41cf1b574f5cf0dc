package org.menura.generate.constrain.json;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the schema, the reader and the writer of Java types have in common. */
final class JavaTypes {
    /** The member that says which class of a sealed interface a value is of. */
    static final String KIND = "type";

    private JavaTypes() {}

    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> raw(p.getRawType());
            case GenericArrayType a ->
                java.lang.reflect.Array.newInstance(raw(a.getGenericComponentType()), 0)
                        .getClass();
            default ->
                throw new IllegalArgumentException("%s can't be written as JSON: it is no class".formatted(type));
        };
    }

    /** The argument of a generic type; {@code Object} where it has none. */
    static Type argument(Type type, int i) {
        return type instanceof ParameterizedType p ? p.getActualTypeArguments()[i] : Object.class;
    }

    static Type component(Type type) {
        return type instanceof GenericArrayType a
                ? a.getGenericComponentType()
                : raw(type).getComponentType();
    }

    static boolean optional(Type type) {
        Class<?> c = raw(type);
        return c == Optional.class || c == OptionalInt.class || c == OptionalLong.class || c == OptionalDouble.class;
    }

    /** What an optional type holds. */
    static Type held(Type type) {
        Class<?> c = raw(type);
        if (c == OptionalInt.class) {
            return int.class;
        }
        if (c == OptionalLong.class) {
            return long.class;
        }
        return c == OptionalDouble.class ? double.class : argument(type, 0);
    }

    static boolean nullable(RecordComponent c) {
        return marked(c) || marked(c.getAnnotatedType()) || marked(c.getAccessor());
    }

    private static boolean marked(AnnotatedElement e) {
        return Arrays.stream(e.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(a -> a.getSimpleName().equals("Nullable"));
    }

    /** The records and enums of a sealed interface, in the order of its {@code permits}, nested ones in their place. */
    static List<Class<?>> permitted(Class<?> type) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> c : type.getPermittedSubclasses()) {
            if (c.isSealed()) {
                all.addAll(permitted(c));
            } else if (c.isRecord()) {
                all.add(c);
            } else {
                throw new IllegalArgumentException("%s can't be written as JSON: of a sealed type, %s is no record"
                        .formatted(type.getName(), c.getName()));
            }
        }
        if (all.stream().map(Class::getSimpleName).distinct().count() < all.size()) {
            throw new IllegalArgumentException(
                    "%s can't be written as JSON: two of its records have the same simple name"
                            .formatted(type.getName()));
        }
        return all;
    }
}
