/* The Stimulus application of a page, at which its controllers register. */
window.loa = { ...window.loa, application: window.Stimulus.Application.start() };
