// Every visible text whose contrast with what is behind it is below WCAG's AA, 4.5 to 1.
function channels(colour) {
  return colour.match(/[\d.]+/g).map(Number);
}

function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((channel) => {
    const share = channel / 255;
    return (share <= 0.04045) ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function behind(element) {
  for (let each = element; each; each = each.parentElement) {
    const [red, green, blue, alpha = 1] = channels(getComputedStyle(each).backgroundColor);
    if (alpha === 1) {
      return [red, green, blue];
    }
  }
  throw new Error('the page has no background');
}

function contrast(element) {
  const [dark, light] = [channels(getComputedStyle(element).color), behind(element)].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const texts = [...document.body.querySelectorAll('*')].filter((element) =>
  element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
if (texts.length < 50) {
  throw new Error(`the page has only ${texts.length} texts`);
}
return texts.filter((element) => contrast(element) < 4.5)
  .map((element) => `${element.tagName} ${element.className} "${element.textContent}" ${contrast(element).toFixed(2)}`);
