package org.menura.chat.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Floats in the presentations {@code e}, {@code f}, {@code g} and their capitals, as C and Python write them. */
final class RealFormat {
    static final int MAX_PRECISION = 1000;

    private RealFormat() {}

    /**
     * The digits of the absolute value, without sign.
     *
     * @param type one of {@code e E f F g G}, or {@code r} for Python's default with a precision
     * @param alternate whether {@code g} keeps trailing zeros
     */
    static String format(double value, char type, int precision, boolean alternate) {
        char lower = Character.toLowerCase(type);
        String text;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            text = Double.isNaN(value) ? "nan" : "inf";
        } else {
            BigDecimal absolute = new BigDecimal(Math.abs(value));
            text = switch (lower) {
                case 'f' -> fixed(absolute, precision) + (alternate && precision == 0 ? "." : "");
                case 'e' -> scientific(absolute, precision, alternate);
                default -> general(absolute, Math.max(1, precision), alternate, lower == 'r');
            };
        }
        return lower == type ? text : PythonCharacters.upper(text);
    }

    static void checkPrecision(long precision) {
        if (precision > MAX_PRECISION) {
            throw new TemplateException("A format asks for more than " + MAX_PRECISION + " digits");
        }
    }

    private static String fixed(BigDecimal value, int precision) {
        return value.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static int exponent(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static BigDecimal round(BigDecimal value, int digits) {
        return value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static String scientific(BigDecimal value, int precision, boolean alternate) {
        BigDecimal rounded = round(value, precision + 1);
        int exponent = exponent(rounded);
        String mantissa = rounded.movePointLeft(exponent)
                .setScale(precision, RoundingMode.UNNECESSARY)
                .toPlainString();
        return mantissa + (alternate && precision == 0 ? "." : "") + suffix(exponent);
    }

    private static String suffix(int exponent) {
        int absolute = Math.abs(exponent);
        return (exponent < 0 ? "e-" : "e+") + (absolute < 10 ? "0" : "") + absolute;
    }

    private static String general(BigDecimal value, int precision, boolean alternate, boolean keepPoint) {
        BigDecimal rounded = round(value, precision);
        int exponent = exponent(rounded);
        boolean scientific = exponent < -4 || exponent >= precision - (keepPoint ? 1 : 0);
        String text = scientific
                ? rounded.movePointLeft(exponent)
                        .setScale(precision - 1, RoundingMode.UNNECESSARY)
                        .toPlainString()
                : rounded.setScale(Math.max(0, precision - 1 - exponent), RoundingMode.HALF_EVEN)
                        .toPlainString();
        if (!alternate && text.indexOf('.') >= 0) {
            text = PythonText.strip(text, "0", false, true);
            text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        }
        if (scientific) {
            return text + suffix(exponent);
        }
        return keepPoint && text.indexOf('.') < 0 ? text + ".0" : text;
    }
}
