package org.menura.world.service.python;

import org.jspecify.annotations.Nullable;

/** A complex number, which a negative number to a broken power is. */
record PythonComplex(double re, double im) {
    /** Computes {@code a op b}; null where the operator is not defined. */
    static @Nullable PythonComplex binary(String op, PythonComplex a, PythonComplex b) {
        return switch (op) {
            case "+" -> new PythonComplex(a.re + b.re, a.im + b.im);
            case "-" -> new PythonComplex(a.re - b.re, a.im - b.im);
            case "*" -> new PythonComplex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
            case "/" -> a.divide(b);
            case "**" -> a.power(b);
            default -> null;
        };
    }

    private PythonComplex divide(PythonComplex b) {
        if (b.re == 0 && b.im == 0) {
            throw new PythonError("complex division by zero");
        }
        if (Math.abs(b.re) >= Math.abs(b.im)) {
            double ratio = b.im / b.re;
            double scale = b.re + b.im * ratio;
            return new PythonComplex((re + im * ratio) / scale, (im - re * ratio) / scale);
        }
        double ratio = b.re / b.im;
        double scale = b.re * ratio + b.im;
        return new PythonComplex((re * ratio + im) / scale, (im * ratio - re) / scale);
    }

    PythonComplex power(PythonComplex b) {
        PythonComplex value;
        if (b.re == 0 && b.im == 0) {
            value = new PythonComplex(1, 0);
        } else if (re == 0 && im == 0) {
            if (b.im != 0 || b.re < 0) {
                throw new PythonError("0.0 to a negative or complex power");
            }
            value = new PythonComplex(0, 0);
        } else if (b.im == 0 && b.re == Math.floor(b.re) && Math.abs(b.re) <= 100) {
            value = integral((int) b.re);
        } else {
            double size = Math.hypot(re, im);
            double length = Math.pow(size, b.re);
            double angle = Math.atan2(im, re);
            double phase = angle * b.re;
            if (b.im != 0) {
                length *= Math.exp(-angle * b.im);
                phase += b.im * Math.log(size);
            }
            value = new PythonComplex(length * Math.cos(phase), length * Math.sin(phase));
        }
        if (Double.isInfinite(value.re) || Double.isInfinite(value.im)) {
            throw new PythonError("complex exponentiation");
        }
        return value;
    }

    private PythonComplex integral(int n) {
        PythonComplex result = new PythonComplex(1, 0);
        PythonComplex square = this;
        for (int left = Math.abs(n); left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                result = times(result, square);
            }
            square = times(square, square);
        }
        return n < 0 ? new PythonComplex(1, 0).divide(result) : result;
    }

    private static PythonComplex times(PythonComplex a, PythonComplex b) {
        return new PythonComplex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
    }
}
